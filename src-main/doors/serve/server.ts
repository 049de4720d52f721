import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import type { GrantedFile } from '../../../src-shared/contract/system.ts';
import { isLiveInputPath } from '../../api/live-input.ts';
import type { ParticipantHandler } from '../../api/listening-test.ts';
import { staticFiles } from '../static-files.ts';
import { Access } from './access.ts';
import { bugAnswer, failureAnswer, page, welcome } from './answers.ts';
import { readBody, sendResponse, toRequest } from './bridge.ts';
import { sendDownload } from './download.ts';
import { limitHalfOpen } from './half-open.ts';
import { TokenBucket, type ServeLimits } from './limits.ts';
import { acceptedHosts, refuseOrigin } from './origin.ts';
import { closedLink, isParticipantPath, participantPages } from './participants.ts';
import { attachSockets, type AnyRouter } from './sockets.ts';
import { clearSpool, receiveUpload, type Upload } from './upload.ts';

export interface ServeOptions {
  readonly router: AnyRouter;
  readonly media: (request: Request) => Promise<Response>;
  /** Null where no listening test is served. */
  readonly participants: ParticipantHandler | null;
  /** Registers an upload with the host; null if uploads are not accepted. */
  readonly grantUpload: ((upload: Upload) => GrantedFile) | null;
  /** Resolves a download's grant to its file; throws Failure `file/not-granted`. */
  readonly resolveDownload: (grantId: string) => { readonly path: string; readonly name: string };
  readonly rendererDir: string;
  /** Read again for each upload. Cleared when the server starts and stops, except for files in use. */
  readonly spoolDir: string;
  /**
   * Uploaded files to keep after the server stops, because their imports have not ended or may be retried. Null if
   * unknown; then no file is removed.
   */
  readonly uploadsInUse: () => readonly string[] | null;
  readonly address: string;
  /** Tried in order; 0 means any free port. */
  readonly ports: readonly number[];
  readonly tls: { readonly cert: string; readonly key: string } | null;
  readonly allowHosts: readonly string[];
  readonly limits: ServeLimits;
  /** Logs bugs, one line each. */
  readonly log: (line: string) => void;
}

export interface RunningServer {
  /** Includes the single-use code. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves the renderer, its calls and its audio to one browser.
 * @throws Failure `call/invalid` if no port is free or the address does not belong to this machine
 */
export async function startServer(options: ServeOptions): Promise<RunningServer> {
  await clearUnused(options);
  const files = await staticFiles(options.rendererDir);
  // By default Node checks for overdue headers only every 30 s.
  const checking = { connectionsCheckingInterval: 1000 };
  const server =
    options.tls === null ? createServer(checking) : createTlsServer({ ...checking, ...options.tls });
  // Uploads may take hours, so requests have no time limit; headers do, and idle uploads have their own timeout.
  server.requestTimeout = 0;
  server.headersTimeout = 15_000;
  server.maxConnections = 256;
  limitHalfOpen(server, options.limits);
  const port = await listen(server, options.address, options.ports);
  const secure = options.tls !== null;
  const access = new Access({ port, secure });
  const hosts = acceptedHosts({ port, secure, address: options.address, allowHosts: options.allowHosts });
  const handler = createHandler({ options, access, hosts, files });
  server.on(
    'request',
    (incoming: IncomingMessage, outgoing: ServerResponse) => void handler(incoming, outgoing),
  );
  server.on('clientError', (_error, socket) => socket.destroy());
  const sockets = attachSockets(server, {
    router: options.router,
    limits: options.limits,
    log: options.log,
    refuse: (headers) => {
      const origin = refuseOrigin(hosts, headers, true);
      if (origin !== null) return { status: 403, reason: origin };
      return access.admits(headers.cookie) ? null : { status: 401, reason: 'The session is not open' };
    },
  });
  return {
    url: `${secure ? 'https' : 'http'}://${shownHost(options)}:${port}/?code=${access.code}`,
    port,
    close: async () => {
      sockets.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await clearUnused(options);
    },
  };
}

async function clearUnused({ spoolDir, uploadsInUse }: ServeOptions): Promise<void> {
  const inUse = uploadsInUse();
  if (inUse !== null) await clearSpool(spoolDir, inUse);
}

/** A wildcard address can't be opened in a browser, so show the first allowed host instead. */
function shownHost({ address, allowHosts }: Pick<ServeOptions, 'address' | 'allowHosts'>): string {
  if (address === '0.0.0.0' || address === '::') return allowHosts[0]?.replace(/:\d+$/, '') ?? 'localhost';
  return address.includes(':') ? `[${address}]` : address;
}

async function listen(server: Server, address: string, ports: readonly number[]): Promise<number> {
  for (const [at, port] of ports.entries()) {
    const error = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
      server.once('error', resolve);
      server.listen({ host: address, port, exclusive: true }, () => {
        server.removeListener('error', resolve);
        resolve(null);
      });
    });
    if (error === null) {
      const bound = server.address();
      if (bound === null || typeof bound === 'string') throw new Error('The server has no port');
      return bound.port;
    }
    const isTaken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
    if (isTaken && at + 1 < ports.length) continue;
    throw new Failure(
      'call/invalid',
      `Can not listen on ${address} port ${port}: ${error.code ?? error.message}`,
      {
        cause: error,
      },
    );
  }
  throw new Error('No port to listen on was given');
}

interface HandlerParts {
  readonly options: ServeOptions;
  readonly access: Access;
  readonly hosts: ReadonlySet<string>;
  readonly files: (request: Request) => Promise<Response>;
}

type Answer = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

function createHandler({ options, access, hosts, files }: HandlerParts): Answer {
  const { limits } = options;
  const requests = new TokenBucket(limits.requestsPerSecond, limits.requestBurst);
  const strangers = new TokenBucket(limits.strangersPerSecond, limits.strangerBurst);
  const { participants } = options;
  const testPage = participants === null ? null : participantPages({ participants, files, limits });
  let uploads = 0;

  const upload = async (incoming: IncomingMessage, name: string | null): Promise<Response> => {
    const { grantUpload } = options;
    if (grantUpload === null) throw new Failure('library/read-only', 'The library is open for reading only');
    if (uploads >= limits.uploadsAtOnce) return tooMany();
    uploads += 1;
    try {
      const received = await receiveUpload(incoming, name, options.spoolDir, limits);
      return Response.json(grantUpload(received), {
        status: 201,
        headers: { 'cache-control': 'no-store' },
      });
    } finally {
      uploads -= 1;
    }
  };

  /** Routes requests whose cookie was verified. */
  const route = async (incoming: IncomingMessage, outgoing: ServerResponse, url: URL): Promise<Response> => {
    const method = incoming.method ?? 'GET';
    if (url.pathname === '/files/upload') {
      return method === 'PUT' ? upload(incoming, url.searchParams.get('name')) : notAllowed('PUT');
    }
    if (method === 'PUT' && isLiveInputPath(url.pathname)) {
      const body = await readBody(incoming, limits.participantBytes);
      if (body === 'too-large') return new Response('Too large', { status: 413 });
      return options.media(new Request(toRequest(incoming, outgoing, url), { body: new Uint8Array(body) }));
    }
    if (method !== 'GET' && method !== 'HEAD') return notAllowed('GET, HEAD');
    if (url.pathname === '/rpc')
      return new Response('Speaks WebSocket', { status: 426, headers: { upgrade: 'websocket' } });
    if (url.pathname.startsWith('/media/')) return options.media(toRequest(incoming, outgoing, url));
    const download = /^\/files\/download\/([^/]+)$/.exec(url.pathname)?.[1];
    if (download !== undefined) return sendDownload(options.resolveDownload(download));
    return files(toRequest(incoming, outgoing, url));
  };

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<Response> => {
    const isCall = incoming.method !== 'GET' && incoming.method !== 'HEAD';
    const refusal = refuseOrigin(hosts, incoming.headers, isCall);
    if (refusal !== null) {
      outgoing.shouldKeepAlive = false;
      return strangers.take() ? failureAnswer(new Failure('call/unauthorised', refusal)) : tooMany();
    }
    const url = urlOf(incoming);
    if (url === null) return new Response('Bad request', { status: 400 });
    if (testPage !== null && isParticipantPath(url.pathname)) {
      const response = await testPage(incoming, outgoing, url);
      if (response !== null) return response;
      outgoing.shouldKeepAlive = false;
      return strangers.take() ? closedLink() : tooMany();
    }
    if (access.admits(incoming.headers.cookie)) {
      if (!requests.take()) return tooMany();
      // The link was already used in this browser and is opened again.
      if (url.pathname === '/' && url.searchParams.has('code')) {
        return new Response(null, { status: 303, headers: { location: '/', 'cache-control': 'no-store' } });
      }
      return route(incoming, outgoing, url);
    }
    // Clients without a code or cookie get no persistent connection.
    outgoing.shouldKeepAlive = false;
    // Check the code before the rate limit, so that repeated requests by strangers can't lock out the user with the
    // code.
    const code = url.pathname === '/' && incoming.method === 'GET' ? url.searchParams.get('code') : null;
    const cookie = code === null ? null : access.redeem(code);
    if (cookie !== null) return welcome(cookie);
    if (!strangers.take()) return tooMany();
    if (url.pathname === '/') {
      return page(
        401,
        'This link does not open Divisi',
        'Each link works once, in one browser. Start Divisi again for a new one.',
      );
    }
    return failureAnswer(
      new Failure('call/unauthorised', 'The session is not open: start Divisi again for a new link'),
      401,
    );
  };

  return async (incoming, outgoing) => {
    try {
      const response = await answer(incoming, outgoing).catch((error: unknown) => {
        if (!isFailure(error)) options.log(`internal error: ${String(error)}`);
        return bugAnswer(error);
      });
      await sendResponse(response, outgoing, incoming.method === 'HEAD');
      dropRest(incoming);
    } catch (error) {
      options.log(`internal error: ${String(error)}`);
      outgoing.destroy();
    }
  };
}

/** Concatenates instead of resolving, so that `//name` is a path and never a host. Null for anything but a path. */
function urlOf(incoming: IncomingMessage): URL | null {
  const target = incoming.url ?? '';
  return target.startsWith('/') ? URL.parse(`http://${incoming.headers.host ?? 'door'}${target}`) : null;
}

/** Reads the rest of a refused upload briefly, so that the client sees the response, then closes the connection. */
function dropRest(incoming: IncomingMessage): void {
  if (incoming.complete || incoming.destroyed) return;
  incoming.resume();
  const cut = setTimeout(() => incoming.destroy(), 3000);
  cut.unref();
  incoming.once('close', () => clearTimeout(cut));
}

const notAllowed = (allow: string): Response =>
  new Response('Method not allowed', { status: 405, headers: { allow } });
const tooMany = (): Response =>
  new Response('Too many requests', {
    status: 429,
    headers: { 'retry-after': '2', 'cache-control': 'no-store' },
  });
