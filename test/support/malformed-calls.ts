/** Sends malformed and unauthorised calls to a real host over both transports, and reports the outcome. */
import { once } from 'node:events';
import { request } from 'node:http';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket } from 'ws';
import type { Host } from '../../src-main/api/host.ts';
import { attachPort } from '../../src-main/doors/electron/port.ts';
import { DEFAULT_LIMITS } from '../../src-main/doors/serve/limits.ts';
import { startServer, type RunningServer } from '../../src-main/doors/serve/server.ts';
import { idOf, isSuccess, malformedFrame } from './malformed-frames.ts';
import { seeded } from './random.ts';

export interface Outcome {
  sent: number;
  /** Frames that received an answer; frames that are not calls receive none. */
  answered: number;
  /** The frames that unexpectedly succeeded. */
  succeeded: string[];
}

const noOutcome = (): Outcome => ({ sent: 0, answered: 0, succeeded: [] });

/** A connection over one transport, for sending frames and receiving answers. */
interface Line {
  send(frame: string): void;
  onAnswer(listener: (answer: string) => void): void;
}

/** @param count number of frames; a valid call after every hundred checks that the host still answers */
async function sendFrames(line: Line, count: number, seed: number): Promise<Outcome> {
  const random = seeded(seed);
  const outcome = noOutcome();
  const sent = new Map<string, string>();
  let alive: ((id: string) => void) | null = null;
  line.onAnswer((answer) => {
    const id = idOf(answer);
    if (id.startsWith('alive')) return alive?.(isSuccess(answer) ? id : 'failed');
    outcome.answered += 1;
    if (isSuccess(answer)) outcome.succeeded.push(sent.get(id) ?? answer);
  });
  for (let index = 0; index < count; index += 1) {
    const frame = malformedFrame(index, random);
    sent.set(String(index), frame.slice(0, 2000));
    line.send(frame);
    outcome.sent += 1;
    if (index % 100 !== 99 && index !== count - 1) continue;
    const asked = `alive ${index}`;
    const answer = new Promise<string>((resolve) => (alive = resolve));
    line.send(JSON.stringify({ i: asked, p: { u: '/library/list', b: { json: {} } } }));
    if ((await answer) !== asked) throw new Error('the host does not answer a plain call any more');
  }
  return outcome;
}

export async function overPort(host: Host, count: number, seed: number): Promise<Outcome> {
  const { port1, port2 } = new MessageChannel();
  attachPort(host.router, port1);
  try {
    return await sendFrames(
      {
        send: (frame) => port2.postMessage(frame),
        onAnswer: (listener) => void port2.on('message', listener),
      },
      count,
      seed,
    );
  } finally {
    port2.close();
  }
}

interface Served {
  readonly server: RunningServer;
  readonly cookie: string;
  readonly origin: string;
}

export async function serveHost(host: Host, folder: { renderer: string; spool: string }): Promise<Served> {
  const server = await startServer({
    router: host.router,
    media: host.media,
    participants: host.participants,
    grantUpload: ({ path, name }) => host.grants.grantPath(path, { kind: 'file', access: 'read', name }),
    resolveDownload: () => {
      throw new Error('nothing is granted here');
    },
    rendererDir: folder.renderer,
    spoolDir: folder.spool,
    uploadsInUse: () => [],
    address: '127.0.0.1',
    ports: [0],
    tls: null,
    allowHosts: [],
    // Rate limits have their own tests.
    limits: { ...DEFAULT_LIMITS, messageBurst: 1e9, requestBurst: 1e9, strangerBurst: 1e9 },
    log: () => {},
  });
  const opened = await fetch(server.url);
  const cookie = opened.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { server, cookie, origin: `http://127.0.0.1:${server.port}` };
}

export async function overSocket(
  { server, cookie, origin }: Served,
  count: number,
  seed: number,
): Promise<Outcome> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers: { cookie, origin } });
  await once(socket, 'open');
  try {
    return await sendFrames(
      {
        send: (frame) => socket.send(frame),
        onAnswer: (listener) => void socket.on('message', (data: Buffer) => listener(data.toString())),
      },
      count,
      seed,
    );
  } finally {
    socket.terminate();
  }
}

const PATHS = [
  '/',
  '/index.html',
  '/rpc',
  '/files/upload?name=a.wav',
  '/files/download/grant_0123456789abcdef',
];
const MEDIA_PATHS = [
  '/media/rec_0123456789abcdef/pcm',
  '/media/../../etc/passwd',
  '//evil.example/',
  '/%2e%2e/x',
];

/** Sends requests without the cookie, from a foreign origin, or with another host name. */
export async function overHttp(
  { server, cookie, origin }: Served,
  count: number,
  seed: number,
): Promise<Outcome> {
  const random = seeded(seed);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const outcome = noOutcome();
  const host = `127.0.0.1:${server.port}`;
  for (let index = 0; index < count; index += 1) {
    const wrong = pick(['cookie', 'origin', 'host'] as const);
    const method = pick(['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS']);
    const headers: Record<string, string> = { connection: 'close', cookie, host, origin };
    if (wrong === 'cookie') headers['cookie'] = pick(['', 'divisi=1', `${cookie}x`, cookie.slice(0, -1)]);
    if (wrong === 'origin')
      headers['origin'] = pick(['http://evil.example', 'null', `${origin}.evil.example`]);
    if (wrong === 'host')
      headers['host'] = pick(['evil.example', `evil.example:${server.port}`, '127.0.0.1:1', '']);
    // A link from any site may open a page, so the origin is not checked there.
    if (wrong === 'origin' && method === 'GET') headers['cookie'] = '';
    if (random() < 0.3) Object.assign(headers, { upgrade: 'websocket', connection: 'Upgrade' });
    const path = pick([...PATHS, ...MEDIA_PATHS]);
    const status = await statusOf(server.port, method, path, headers);
    outcome.sent += 1;
    if (status !== null) outcome.answered += 1;
    if (status !== null && status < 400)
      outcome.succeeded.push(`${method} ${path} ${JSON.stringify(headers)}`);
  }
  return outcome;
}

/** The response status; null if the connection closes without a response. */
function statusOf(
  port: number,
  method: string,
  path: string,
  headers: Record<string, string>,
): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = request({ port, host: '127.0.0.1', method, path, headers, setHost: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? null);
    });
    asked.on('upgrade', (_answer, socket) => {
      socket.destroy();
      resolve(101);
    });
    asked.on('error', () => resolve(null));
    asked.end(method === 'GET' ? undefined : 'RIFF');
  });
}
