import type { ClientLink } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink as SocketLink } from '@orpc/client/websocket';
import { Failure } from '../../src-shared/contract/failure.ts';
import { preload } from './preload.ts';

/** `connecting`: not yet open for the first time. `lost`: reconnecting. `refused`: the sign-in is no longer valid. */
export type ConnectionState = 'connecting' | 'open' | 'lost' | 'refused';

type EmptyContext = Record<never, never>;

/** A live transport; `closed` settles once, when the connection ends. */
interface Line {
  readonly link: ClientLink<EmptyContext>;
  readonly closed: Promise<void>;
}

/** How long a call waits for a reconnection. */
const WAIT_MS = 10_000;
const FIRST_RETRY_MS = 400;
const LAST_RETRY_MS = 5_000;

/** Returns the delay in milliseconds before retry `attempt` (from 0): doubles each time, up to a maximum. */
export function retryDelay(attempt: number): number {
  return Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt, 10));
}

/** For `serve`: opens a WebSocket at /rpc on the page's own origin. */
function openSocket(): Promise<Line> {
  const url = new URL('/rpc', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  const websocket = new WebSocket(url);
  return new Promise((resolve, reject) => {
    const closed = new Promise<void>((gone) => {
      websocket.addEventListener('close', () => gone(), { once: true });
    });
    websocket.addEventListener('open', () => resolve({ link: new SocketLink({ websocket }), closed }), {
      once: true,
    });
    void closed.then(() => reject(new Error('The socket closed before it opened')));
  });
}

/**
 * A rejected WebSocket gives no reason, so an ordinary request to the same path checks whether authentication failed.
 */
async function isRefused(): Promise<boolean> {
  if (preload() !== null) return false;
  const status = await fetch('/rpc').then(
    (response) => response.status,
    () => 0,
  );
  return status === 401 || status === 403;
}

/** For Electron: the preload script requests a port from the host and passes it on through `postMessage`. */
function openPort(connect: () => void): Promise<Line> {
  return new Promise((resolve, reject) => {
    const onMessage = (event: MessageEvent<unknown>): void => {
      if (event.source !== window || event.origin !== window.location.origin) return;
      const { data } = event;
      if (typeof data !== 'object' || data === null || !('type' in data) || data.type !== 'divisi:port')
        return;
      const [port] = event.ports;
      if (port === undefined) return;
      clearTimeout(timer);
      window.removeEventListener('message', onMessage);
      const closed = new Promise<void>((gone) => {
        port.addEventListener('close', () => gone(), { once: true });
      });
      const link = new PortLink({ port });
      port.start();
      resolve({ link, closed });
    };
    const timer = setTimeout(() => {
      window.removeEventListener('message', onMessage);
      reject(new Error('The host offered no port'));
    }, WAIT_MS);
    window.addEventListener('message', onMessage);
    connect();
  });
}

/** Keeps one connection open, publishes its state, and supplies the latest one to calls. */
class Connection {
  #state: ConnectionState = 'connecting';
  #line: Line | null = null;
  #started = false;
  readonly #listeners = new Set<() => void>();
  readonly #waiting = new Set<() => void>();

  get state(): ConnectionState {
    return this.#state;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Opens the connection and keeps it open for the lifetime of the page. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    void this.#keepOpen();
  }

  async #keepOpen(): Promise<never> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const bridge = preload();
        const line = await (bridge === null ? openSocket() : openPort(() => bridge.connect()));
        attempt = 0;
        this.#line = line;
        this.#set('open');
        for (const go of this.#waiting) go();
        await line.closed;
      } catch (error) {
        // A failed attempt is treated like a lost connection: the state reports it, and a retry follows.
        console.warn('No connection to the host', error);
      }
      this.#line = null;
      this.#set((await isRefused()) ? 'refused' : 'lost');
      await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt)));
    }
  }

  #set(state: ConnectionState): void {
    if (state === this.#state) return;
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }

  /** @throws Failure `process/died` if no connection is available within ten seconds */
  async line(): Promise<Line> {
    this.start();
    if (this.#line === null) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          clearTimeout(timer);
          this.#waiting.delete(go);
          resolve();
        };
        const timer = setTimeout(go, WAIT_MS);
        this.#waiting.add(go);
      });
    }
    if (this.#line === null) {
      throw new Failure('process/died', 'Divisi can’t be reached at the moment');
    }
    return this.#line;
  }
}

export const connection = new Connection();
