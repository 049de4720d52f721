import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { Readable } from 'node:stream';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
};

/** The bundler puts a content hash in these names, so the files never change. */
const HASHED = /^\/assets\/.+-[A-Za-z0-9_-]{8,}\.[a-z0-9]+$/;

interface StaticFile {
  readonly path: string;
  readonly bytes: number;
  readonly etag: string;
  /** The same content, compressed with Brotli at the build; null where that would not pay. */
  readonly brotli: { readonly path: string; readonly bytes: number } | null;
}

async function index(folder: string, prefix: string, into: Map<string, StaticFile>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await index(path, `${prefix}/${entry.name}`, into);
    else if (entry.isFile() && !entry.name.endsWith('.br')) {
      const { size, mtimeMs } = await stat(path);
      const compressed = await stat(`${path}.br`).catch(() => null);
      into.set(`${prefix}/${entry.name}`, {
        path,
        bytes: size,
        etag: `"${size.toString(36)}-${mtimeMs.toString(36)}"`,
        brotli: compressed === null ? null : { path: `${path}.br`, bytes: compressed.size },
      });
    }
  }
}

const takesBrotli = ({ headers }: Request): boolean =>
  (headers.get('accept-encoding') ?? '').split(',').some((coding) => coding.trim() === 'br');

/**
 * Serves GET and HEAD requests for the built renderer. The files are listed once and looked up by exact URL path, so no
 * path from a client can lead elsewhere. A browser that takes Brotli gets the compressed copies that the build made.
 * @throws the file system's error if `folder` can't be read
 */
export async function staticFiles(folder: string): Promise<(request: Request) => Response> {
  const files = new Map<string, StaticFile>();
  await index(folder, '', files);
  return (request) => {
    const { pathname } = new URL(request.url);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return new Response('Method not allowed', { status: 405, headers: { allow: 'GET, HEAD' } });
    }
    let name: string;
    try {
      name = decodeURIComponent(pathname === '/' ? '/index.html' : pathname);
    } catch {
      return new Response('Bad path', { status: 400 });
    }
    const file = files.get(name);
    if (file === undefined) return new Response('Not found', { status: 404 });
    const { brotli } = file;
    const isCompressed = brotli !== null && takesBrotli(request);
    const headers = {
      ...(brotli === null ? {} : { vary: 'accept-encoding' }),
      ...(isCompressed ? { 'content-encoding': 'br' } : {}),
      'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
      'cache-control': HASHED.test(name) ? 'private, max-age=31536000, immutable' : 'no-cache',
      etag: file.etag,
    };
    if (request.headers.get('if-none-match') === file.etag)
      return new Response(null, { status: 304, headers });
    const { path, bytes } = isCompressed ? brotli : file;
    const withLength = { ...headers, 'content-length': String(bytes) };
    if (request.method === 'HEAD') return new Response(null, { headers: withLength });
    const body = Readable.toWeb(createReadStream(path)) as ReadableStream<Uint8Array>;
    return new Response(body, { headers: withLength });
  };
}
