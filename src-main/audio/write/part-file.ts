import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { writeFailure } from '../read/file-errors.ts';

/** A file written as `PATH.part` and renamed when it is whole. */
export interface PartFile {
  /** Bytes appended so far, a resumed beginning included. */
  readonly length: number;
  append(bytes: Uint8Array): Promise<void>;
  /** Overwrites bytes that were written before (headers). */
  patch(bytes: Uint8Array, position: number): Promise<void>;
  sync(): Promise<void>;
  /** Syncs and renames to the final name. */
  finish(): Promise<void>;
  /** Closes and leaves the part for a later `resumeAt`. Safe to call twice and after a failure. */
  suspend(): Promise<void>;
  /** Closes and removes the part. Safe to call twice and after a failure. */
  abort(): Promise<void>;
}

export interface PartFileOptions {
  /** Resumes after this many bytes of an existing part; the rest is truncated. */
  readonly resumeAt?: number;
  /** A failed write leaves the part for a later `resumeAt`; otherwise it is removed. */
  readonly keepOnFailure?: boolean;
}

export const partPath = (path: string): string => `${path}.part`;

/** @throws Failure `disk/full`, `disk/unwritable`; `file/truncated` where there is too little to resume */
export async function createPartFile(path: string, options: PartFileOptions = {}): Promise<PartFile> {
  const part = partPath(path);
  const handle = await openPart(path, part, options.resumeAt ?? 0);
  let length = options.resumeAt ?? 0;
  let open = true;

  const close = async (): Promise<void> => {
    if (!open) return;
    open = false;
    await handle.close();
  };
  const abort = async (): Promise<void> => {
    await close();
    await rm(part, { force: true });
  };
  const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (options.keepOnFailure === true) await close();
      else await abort();
      throw writeFailure(error, path);
    }
  };
  return {
    get length() {
      return length;
    },
    append: (bytes) =>
      guarded(async () => {
        await writeAll(handle, bytes, length);
        length += bytes.length;
      }),
    patch: (bytes, position) => guarded(() => writeAll(handle, bytes, position)),
    sync: () => guarded(() => handle.datasync()),
    finish: () =>
      guarded(async () => {
        await handle.sync();
        await close();
        await rename(part, path);
        await syncFolder(dirname(path));
      }),
    suspend: close,
    abort,
  };
}

async function openPart(path: string, part: string, resumeAt: number): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(part, resumeAt > 0 ? 'r+' : 'w');
  } catch (error) {
    throw resumeAt > 0 && (error as NodeJS.ErrnoException).code === 'ENOENT'
      ? new Failure('file/truncated', 'There is no unfinished file to go on with', { cause: error })
      : writeFailure(error, path);
  }
  if (resumeAt === 0) return handle;
  try {
    const { size } = await handle.stat();
    if (size < resumeAt) {
      throw new Failure('file/truncated', 'The unfinished file is shorter than what was noted as written', {
        details: { bytes: size, expectedBytes: resumeAt },
      });
    }
    await handle.truncate(resumeAt);
    return handle;
  } catch (error) {
    await handle.close();
    throw writeFailure(error, path);
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const step = await handle.write(bytes, written, bytes.length - written, position + written);
    written += step.bytesWritten;
  }
}

/** Makes the rename itself durable, where the platform can open folders. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
