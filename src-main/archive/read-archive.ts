import { createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openPromise, type Entry, type ZipFile } from 'yauzl';
import { Failure } from '../../src-shared/contract/failure.ts';
import { readFailure, writeFailure } from '../audio/read/file-errors.ts';

/** What an archive may contain at most. */
export interface ArchiveLimits {
  readonly entries: number;
  readonly entryBytes: number;
  /** Of all entries together, unpacked. */
  readonly bytes: number;
}

/** A ZIP archive, open for reading. It is data: names inside it never become paths. */
export interface Archive {
  readonly names: readonly string[];
  /** @throws Failure `file/unreadable` without such an entry, `file/too-large` */
  read(name: string, mostBytes: number): Promise<Buffer>;
  /** Unpacks an entry into a new file at `path`, which the caller chooses. @throws Failure `file/*`, `disk/*` */
  extract(name: string, path: string, signal: AbortSignal): Promise<void>;
  close(): void;
}

/** The only names that are accepted: relative, with forward slashes, and no part begins with a dot. */
const NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}(\/[A-Za-z0-9_-][A-Za-z0-9._-]{0,200}){0,8}$/;

/**
 * Opens a ZIP archive and reads its directory. An entry never unpacks to more than the directory says, and the
 * directory never says more than `limits`.
 * @throws Failure `file/not-found`, `file/unreadable`, `file/too-large`
 */
export async function openArchive(path: string, limits: ArchiveLimits): Promise<Archive> {
  const zip = await openPromise(path, {
    lazyEntries: true,
    autoClose: false,
    validateEntrySizes: true,
  }).catch((error: unknown) => {
    const isSystem = error instanceof Error && 'syscall' in error;
    throw isSystem ? readFailure(error, path) : damaged(path, error);
  });
  try {
    return new OpenArchive(path, zip, await directoryOf(path, zip, limits));
  } catch (error) {
    zip.close();
    throw error;
  }
}

async function directoryOf(path: string, zip: ZipFile, limits: ArchiveLimits): Promise<Map<string, Entry>> {
  if (zip.entryCount > limits.entries) throw tooLarge(path, `${zip.entryCount} files`);
  const entries = new Map<string, Entry>();
  let bytes = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName;
      // A folder's own entry has no content.
      if (name.endsWith('/') && entry.uncompressedSize === 0) continue;
      if (!NAME.test(name)) throw damaged(path, new Error(`an entry is named ${JSON.stringify(name)}`));
      if (entries.has(name)) throw damaged(path, new Error(`two entries are named "${name}"`));
      if (!entry.canDecodeFileData())
        throw damaged(path, new Error(`"${name}" is encrypted or packed oddly`));
      bytes += entry.uncompressedSize;
      if (entry.uncompressedSize > limits.entryBytes || bytes > limits.bytes) {
        throw tooLarge(path, `${Math.round(bytes / 2 ** 20)} MB and more`);
      }
      entries.set(name, entry);
    }
  } catch (error) {
    throw error instanceof Failure ? error : damaged(path, error);
  }
  return entries;
}

class OpenArchive implements Archive {
  readonly #path: string;
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;

  constructor(path: string, zip: ZipFile, entries: ReadonlyMap<string, Entry>) {
    this.#path = path;
    this.#zip = zip;
    this.#entries = entries;
  }

  get names(): readonly string[] {
    return [...this.#entries.keys()];
  }

  async read(name: string, mostBytes: number): Promise<Buffer> {
    const entry = this.#entry(name);
    if (entry.uncompressedSize > mostBytes) throw tooLarge(this.#path, `a long "${name}"`);
    try {
      const stream: Readable = await this.#zip.openReadStreamPromise(entry);
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    } catch (error) {
      throw damaged(this.#path, error);
    }
  }

  async extract(name: string, path: string, signal: AbortSignal): Promise<void> {
    const source = await this.#zip.openReadStreamPromise(this.#entry(name)).catch((error: unknown) => {
      throw damaged(this.#path, error);
    });
    try {
      await pipeline(source, createWriteStream(path, { flags: 'wx' }), { signal });
    } catch (error) {
      if (signal.aborted) throw new Failure('call/cancelled', 'Cancelled', { cause: error });
      throw error instanceof Error && 'syscall' in error
        ? writeFailure(error, path)
        : damaged(this.#path, error);
    }
  }

  close(): void {
    this.#zip.close();
  }

  #entry(name: string): Entry {
    const entry = this.#entries.get(name);
    if (entry === undefined) throw damaged(this.#path, new Error(`"${name}" is missing`));
    return entry;
  }
}

const tooLarge = (path: string, what: string): Failure =>
  new Failure('file/too-large', `"${basename(path)}" contains ${what}, more than such an archive may`);

function damaged(path: string, cause: unknown): Failure {
  const why = cause instanceof Error ? `: ${cause.message}` : '';
  return new Failure(
    'file/unreadable',
    `"${basename(path)}" is not an archive of Divisi, or is damaged${why}`,
    {
      cause,
    },
  );
}
