import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { PassThrough, Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { Failure } from '../../src-shared/contract/failure.ts';
import { writeFailure } from '../audio/read/file-errors.ts';
import { partPath } from '../audio/write/part-file.ts';

/** An entry of an archive: its bytes, or the file that contains them. */
export type ArchiveEntry =
  { readonly name: string; readonly bytes: Buffer } | { readonly name: string; readonly path: string };

/**
 * Writes a ZIP archive as `PATH.part`, then under its name. It has no dates, so that the same entries give the same
 * bytes. Files are stored as they are, since sound hardly shrinks; bytes are packed.
 * @param onWritten called with the number of bytes so far
 * @throws Failure `disk/*`, `file/*`, `call/cancelled`
 */
export async function writeArchive(
  path: string,
  entries: readonly ArchiveEntry[],
  signal: AbortSignal,
  onWritten: (bytes: number) => void = () => undefined,
): Promise<void> {
  const zip = zipOf(entries);
  const part = partPath(path);
  try {
    // yazl reports a file that can't be read on the archive itself, not on the stream that it fills.
    const unreadable = new Promise<never>((_, reject) => zip.on('error', reject));
    const counted = counting(onWritten);
    await Promise.race([
      pipeline(zip.outputStream, counted, createWriteStream(part), { signal }),
      unreadable,
    ]);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    if (signal.aborted) throw new Failure('call/cancelled', 'Cancelled', { cause: error });
    throw writeFailure(error, path);
  }
}

/** An archive as a stream, which fails where a file can't be read. Destroying it ends the reading. */
export function archiveStream(entries: readonly ArchiveEntry[]): Readable {
  const zip = zipOf(entries);
  const out = new PassThrough();
  zip.on('error', (error: Error) => out.destroy(error));
  // A failure destroys `out` too, and so reaches whoever reads it.
  pipeline(zip.outputStream, out).catch(() => undefined);
  return out;
}

function zipOf(entries: readonly ArchiveEntry[]): ZipFile {
  const mtime = new Date(1980, 0, 1);
  const zip = new ZipFile();
  for (const entry of entries) {
    if ('bytes' in entry) zip.addBuffer(entry.bytes, entry.name, { mtime, mode: 0o100644 });
    else zip.addFile(entry.path, entry.name, { mtime, mode: 0o100644, compress: false });
  }
  zip.end();
  return zip;
}

/** Passes bytes on, and says how many there were. */
function counting(onWritten: (bytes: number) => void): Transform {
  let bytes = 0;
  return new Transform({
    transform(piece: Buffer, _, done) {
      bytes += piece.length;
      onWritten(bytes);
      done(null, piece);
    },
  });
}
