import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { os } from '@orpc/server';
import { newGrantId } from '../../../../src-shared/project/ids.ts';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import type { ParticipantHandler } from '../../../../src-main/api/listening-test.ts';
import { DEFAULT_LIMITS, type ServeLimits } from '../../../../src-main/doors/serve/limits.ts';
import { tempFolder } from '../../../support/temp.ts';
import {
  startServer,
  type RunningServer,
  type ServeOptions,
} from '../../../../src-main/doors/serve/server.ts';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Door {
  server: RunningServer;
  folder: string;
  spoolDir: string;
  logged: string[];
  granted: { path: string; name: string; bytes: number }[];
  /** A raw request: nothing is normalised on the way, `path` goes out as it is. */
  ask(
    path: string,
    options?: { method?: string; headers?: OutgoingHttpHeaders; body?: Buffer | string },
  ): Promise<Answer>;
  /** Redeems the code; answers the Cookie header's value. */
  enter(): Promise<string>;
  origin: string;
  code: string;
  stop(): Promise<void>;
}

export const MEDIA_BYTES = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));

/** Answers like the host's: whole, or one range; `endless` streams until cancelled. */
function fakeMedia(cancelled: () => void): ServeOptions['media'] {
  return async (request) => {
    if (request.url.endsWith('/endless')) {
      return new Response(
        new ReadableStream({
          pull: (controller) => controller.enqueue(new Uint8Array(65_536)),
          cancel: cancelled,
        }),
      );
    }
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.get('range') ?? '');
    if (range === null) return new Response(MEDIA_BYTES);
    const [from, to] = [Number(range[1]), Number(range[2])];
    return new Response(MEDIA_BYTES.subarray(from, to + 1), {
      status: 206,
      headers: { 'content-range': `bytes ${from}-${to}/${MEDIA_BYTES.length}` },
    });
  };
}

export async function openDoor(
  options: {
    limits?: Partial<ServeLimits>;
    allowHosts?: string[];
    onMediaCancelled?: () => void;
    participants?: ParticipantHandler;
  } = {},
): Promise<Door> {
  const { path: folder, remove } = tempFolder();
  const rendererDir = join(folder, 'renderer');
  mkdirSync(join(rendererDir, 'assets'), { recursive: true });
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html><title>Divisi</title>');
  writeFileSync(join(rendererDir, 'assets', 'index-AbCd1234.js'), 'export {};');
  writeFileSync(join(rendererDir, 'assets', 'index-AbCd1234.js.br'), brotliCompressSync('export {};'));
  writeFileSync(join(folder, 'secret.txt'), 'not for the web');
  writeFileSync(join(folder, 'mix.wav'), 'RIFF');
  const spoolDir = join(folder, 'spool');
  const logged: string[] = [];
  const granted: Door['granted'] = [];
  const downloads = new Map([
    ['grant_0123456789abcdef', { path: join(folder, 'mix.wav'), name: 'Mischung für Žofie "1".wav' }],
  ]);
  const server = await startServer({
    router: { echo: os.handler(({ input }) => ({ heard: input })) },
    participants: options.participants ?? null,
    media: fakeMedia(options.onMediaCancelled ?? (() => undefined)),
    grantUpload: (upload) => {
      granted.push(upload);
      return { grantId: newGrantId(), name: upload.name, kind: 'file', bytes: upload.bytes };
    },
    resolveDownload: (grantId) => {
      const found = downloads.get(grantId);
      if (found === undefined) throw new Failure('file/not-granted', 'That file was not granted');
      return found;
    },
    rendererDir,
    spoolDir,
    uploadsInUse: () => [],
    address: '127.0.0.1',
    ports: [0],
    tls: null,
    allowHosts: options.allowHosts ?? [],
    limits: { ...DEFAULT_LIMITS, diskReserveBytes: 0, ...options.limits },
    log: (line) => logged.push(line),
  });
  const ask: Door['ask'] = (path, { method = 'GET', headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port: server.port, path, method, headers },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              body: Buffer.concat(chunks),
            }),
          );
          response.on('error', reject);
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  const code = new URL(server.url).searchParams.get('code') ?? '';
  return {
    server,
    folder,
    spoolDir,
    logged,
    granted,
    ask,
    code,
    origin: `http://127.0.0.1:${server.port}`,
    enter: async () => {
      const answer = await ask(`/?code=${code}`);
      const cookie = answer.headers['set-cookie']?.[0];
      if (cookie === undefined) throw new Error(`No cookie: ${answer.status}`);
      return cookie.split(';')[0] ?? '';
    },
    stop: async () => {
      await server.close();
      remove();
    },
  };
}
