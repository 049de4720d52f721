import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as WebReadableStream } from 'node:stream/web';
import { SECURITY_HEADERS } from '../security-headers.ts';

/** Converts a Node request to a Fetch request without a body; its signal aborts if the client disconnects early. */
export function toRequest(incoming: IncomingMessage, outgoing: ServerResponse, url: URL): Request {
  const abort = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) abort.abort();
  });
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (name.startsWith(':') || value === undefined) continue;
    headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return new Request(url, {
    method: incoming.method ?? 'GET',
    headers,
    signal: abort.signal,
  });
}

/** A small body that says how long it is. */
export async function readBody(incoming: IncomingMessage, most: number): Promise<Buffer | 'too-large'> {
  const declared = Number(incoming.headers['content-length'] ?? Number.NaN);
  if (!(declared <= most)) return 'too-large';
  return buffer(incoming);
}

/** Streams the response with backpressure; if the client disconnects, the body is cancelled. */
export async function sendResponse(
  response: Response,
  outgoing: ServerResponse,
  isHead: boolean,
): Promise<void> {
  const headers: Record<string, string> = { ...SECURITY_HEADERS };
  response.headers.forEach((value, name) => {
    headers[name] = value;
  });
  outgoing.writeHead(response.status, headers);
  if (response.body === null || isHead) {
    await response.body?.cancel();
    outgoing.end();
    return;
  }
  try {
    await pipeline(Readable.fromWeb(response.body as WebReadableStream<Uint8Array>), outgoing);
  } catch (error) {
    // The client has disconnected, so there is nobody to notify. Any other error is a fault of the body and must
    // surface.
    if (!outgoing.destroyed && !isAbort(error)) throw error;
  }
}

function isAbort(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return error.name === 'AbortError' || ('code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE');
}
