import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Failure } from '../../../src-shared/contract/failure.ts';

/** RFC 6266: a plain ASCII `filename` for old clients, and the real name percent-encoded as RFC 8187's ext-value. */
export function attachment(name: string): string {
  const ascii = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  // A lone surrogate, which a title may contain, has no UTF-8 encoding.
  const encoded = encodeURIComponent(name.toWellFormed()).replaceAll(
    /['()*!]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

const TYPES: Readonly<Record<string, string>> = { wav: 'audio/wav', flac: 'audio/flac' };

/**
 * Sends a granted file as a download.
 * @throws Failure `file/not-found`
 */
export async function sendDownload(file: { path: string; name: string }): Promise<Response> {
  const found = await stat(file.path).catch((cause: unknown) => {
    throw new Failure('file/not-found', `"${file.name}" is no longer there`, { cause });
  });
  if (!found.isFile()) throw new Failure('file/not-found', `"${file.name}" is not a file`);
  const extension = file.name.slice(file.name.lastIndexOf('.') + 1).toLowerCase();
  return new Response(Readable.toWeb(createReadStream(file.path)) as ReadableStream<Uint8Array>, {
    headers: {
      'content-type': TYPES[extension] ?? 'application/octet-stream',
      'content-length': String(found.size),
      'content-disposition': attachment(file.name),
      'cache-control': 'no-store',
    },
  });
}
