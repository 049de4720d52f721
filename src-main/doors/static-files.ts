import { open, readdir, stat, type FileHandle } from 'node:fs/promises';
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
  /** The same content, compressed with Brotli at the build; null where that would not pay. */
  readonly brotli: string | null;
}

async function index(folder: string, prefix: string, into: Map<string, StaticFile>): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await index(path, `${prefix}/${entry.name}`, into);
    else if (entry.isFile() && !entry.name.endsWith('.br')) {
      const isCompressed = await stat(`${path}.br`).then(
        () => true,
        () => false,
      );
      into.set(`${prefix}/${entry.name}`, { path, brotli: isCompressed ? `${path}.br` : null });
    }
  }
}

const takesBrotli = ({ headers }: Request): boolean =>
  (headers.get('accept-encoding') ?? '').split(',').some((coding) => coding.trim() === 'br');

/** A listing older than this is made anew for a file that it lacks. */
const LISTING_MS = 1000;

const notFound = (): Response =>
  new Response('Not found', { status: 404, headers: { 'cache-control': 'no-store' } });

/**
 * Serves GET and HEAD requests for the built renderer. The files are listed and looked up by exact URL path, so no path from
 * a client can lead elsewhere. A build made meanwhile is listed when a file is asked for that is not in the listing or is
 * gone. A browser that takes Brotli gets the compressed copies that the build made.
 * @throws the file system's error if `folder` can't be read
 */
export async function staticFiles(folder: string): Promise<(request: Request) => Promise<Response>> {
  const listed = async (): Promise<Map<string, StaticFile>> => {
    const files = new Map<string, StaticFile>();
    await index(folder, '', files);
    return files;
  };
  let listing = listed();
  let listedAt = performance.now();
  await listing;
  /** The file and whether it is compressed; null where there is none, or no longer. */
  const opened = async (name: string, compressed: boolean): Promise<Opened | null> => {
    const file = (await listing).get(name);
    if (file === undefined) return null;
    const hasCompressed = file.brotli !== null;
    const brotli = compressed && file.brotli !== null ? await openIfThere(file.brotli) : null;
    if (brotli !== null) return { handle: brotli, isCompressed: true, hasCompressed };
    const handle = await openIfThere(file.path);
    return handle && { handle, isCompressed: false, hasCompressed };
  };
  const found = async (name: string, compressed: boolean): Promise<Opened | null> => {
    const file = await opened(name, compressed);
    if (file !== null || performance.now() - listedAt < LISTING_MS) return file;
    listedAt = performance.now();
    const before = listing;
    // A build takes the folder away for a moment.
    listing = listed().catch(() => before);
    return await opened(name, compressed);
  };
  return async (request) => {
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
    const file = await found(name, takesBrotli(request));
    return file === null ? notFound() : await answer(request, name, file);
  };
}

interface Opened {
  readonly handle: FileHandle;
  readonly isCompressed: boolean;
  readonly hasCompressed: boolean;
}

async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** Closes the file, at the latest with the end of the answer. */
async function answer(
  request: Request,
  name: string,
  { handle, isCompressed, hasCompressed }: Opened,
): Promise<Response> {
  const { size, mtimeMs } = await handle.stat();
  const etag = `"${size.toString(36)}-${mtimeMs.toString(36)}"`;
  const headers = {
    ...(hasCompressed ? { vary: 'accept-encoding' } : {}),
    ...(isCompressed ? { 'content-encoding': 'br' } : {}),
    'content-type': TYPES[extname(name)] ?? 'application/octet-stream',
    'cache-control': HASHED.test(name) ? 'private, max-age=31536000, immutable' : 'no-cache',
    etag,
  };
  const isKnown = request.headers.get('if-none-match') === etag;
  if (isKnown || request.method === 'HEAD') {
    await handle.close();
    if (isKnown) return new Response(null, { status: 304, headers });
    return new Response(null, { headers: { ...headers, 'content-length': String(size) } });
  }
  const body = Readable.toWeb(handle.createReadStream()) as ReadableStream<Uint8Array>;
  return new Response(body, { headers: { ...headers, 'content-length': String(size) } });
}
