import { constants } from 'node:fs';
import { copyFile, open, rm, type FileHandle } from 'node:fs/promises';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { openBytes } from '../../audio/read/byte-file.ts';
import { writeFailure } from '../../audio/read/file-errors.ts';
import { openPcm } from '../../audio/read/open.ts';
import { findPcm } from '../../audio/read/pcm-file.ts';
import { interleaveInto, STORED_BYTES } from '../../audio/write/encode-samples.ts';
import { createPcmWriter } from '../../audio/write/writer.ts';

/** A copy of a stem's file that is being altered. */
export interface StemCopy {
  /** Overwrites samples from frame `at` on; planar. */
  write(at: number, block: readonly Float32Array[]): Promise<void>;
  /** Once this resolves, what was written survives a killed process. */
  sync(): Promise<void>;
  /** Syncs and closes. */
  finish(): Promise<void>;
  /** Closes without syncing. Safe to call after `finish`. */
  close(): Promise<void>;
}

const COPIED_AT_ONCE = 4 << 20;
/** Frames. */
const DECODED_AT_ONCE = 1 << 16;

/**
 * Copies a stem's file, as a float WAV file, so that a part of it can be overwritten. Where the file system can, both
 * share what stays the same, and nothing is copied.
 * @param onCopied called with the share of the file that was copied since the last call
 * @throws Failure `disk/*`, `file/*`, `call/cancelled`
 */
export async function copyStem(
  source: string,
  target: string,
  signal: AbortSignal,
  onCopied: (share: number) => void,
): Promise<StemCopy> {
  const isWav = await isFloatWav(source);
  const copying = isWav ? copied : decoded;
  const handle = await copying(source, target, signal, onCopied).catch((error: unknown) => {
    throw writeFailure(error, target);
  });
  const layout = await layoutOf(target).catch(async (error: unknown) => {
    await handle.close();
    throw error;
  });
  return altered(handle, target, layout);
}

/**
 * Opens a copy that an earlier run began to alter.
 * @throws Failure `file/*`
 */
export async function reopenStem(target: string): Promise<StemCopy> {
  const layout = await layoutOf(target);
  const handle = await open(target, 'r+').catch((error: unknown) => {
    throw writeFailure(error, target);
  });
  return altered(handle, target, layout);
}

function altered(handle: FileHandle, target: string, layout: { readonly dataOffset: number }): StemCopy {
  let isOpen = true;
  const close = async (): Promise<void> => {
    if (!isOpen) return;
    isOpen = false;
    await handle.close();
  };
  const guarded = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      await close();
      throw writeFailure(error, target);
    }
  };
  return {
    write: (at, block) =>
      guarded(async () => {
        const frames = block[0]?.length ?? 0;
        const bytes = Buffer.allocUnsafe(frames * block.length * STORED_BYTES.f32);
        interleaveInto(block, 0, frames, 'f32', bytes);
        await writeAll(handle, bytes, layout.dataOffset + at * block.length * STORED_BYTES.f32);
      }),
    sync: () => guarded(() => handle.datasync()),
    finish: () =>
      guarded(async () => {
        await handle.sync();
        await close();
      }),
    close,
  };
}

async function isFloatWav(path: string): Promise<boolean> {
  const file = await openBytes(path);
  try {
    return (await findPcm(file)) !== null;
  } finally {
    await file.close();
  }
}

async function layoutOf(path: string): Promise<{ readonly dataOffset: number }> {
  const file = await openBytes(path);
  try {
    const layout = await findPcm(file);
    if (layout?.encoding.kind === 'f32' && !layout.encoding.bigEndian) return layout;
    throw new Failure(
      'file/unsupported',
      'A stem is not stored as Divisi stores stems, so it can not be edited',
    );
  } finally {
    await file.close();
  }
}

/** A stem that is stored as FLAC can't be overwritten in part. */
async function decoded(
  source: string,
  target: string,
  signal: AbortSignal,
  onCopied: (share: number) => void,
): Promise<FileHandle> {
  const reader = await openPcm(source);
  try {
    const { sampleRate, channels, frames } = reader;
    const writer = await createPcmWriter(target, { sampleRate, channels, sampleFormat: 'f32' });
    try {
      for (let at = 0; at < frames; at += DECODED_AT_ONCE) {
        if (signal.aborted) throw new Failure('call/cancelled', 'The edit was cancelled');
        await writer.write(await reader.read(at, DECODED_AT_ONCE));
        onCopied(Math.min(DECODED_AT_ONCE, frames - at) / frames);
      }
      await writer.finish();
    } catch (error) {
      await writer.abort();
      throw error;
    }
  } finally {
    await reader.close();
  }
  return open(target, 'r+');
}

async function copied(
  source: string,
  target: string,
  signal: AbortSignal,
  onCopied: (share: number) => void,
): Promise<FileHandle> {
  // What an interrupted run left may share its file with an earlier version.
  await rm(target, { force: true });
  try {
    await copyFile(source, target, constants.COPYFILE_FICLONE_FORCE);
    return await open(target, 'r+');
  } catch {
    // Most file systems can't share blocks between files; the copy below reports every other problem.
    await rm(target, { force: true });
  }
  const file = await openBytes(source);
  try {
    const handle = await open(target, 'wx+');
    try {
      for (let at = 0; at < file.size; at += COPIED_AT_ONCE) {
        if (signal.aborted) throw new Failure('call/cancelled', 'The edit was cancelled');
        const bytes = await file.readAt(at, COPIED_AT_ONCE);
        await writeAll(handle, bytes, at);
        onCopied(bytes.length / file.size);
      }
      return handle;
    } catch (error) {
      await handle.close();
      throw error;
    }
  } finally {
    await file.close();
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    const step = await handle.write(bytes, written, bytes.length - written, position + written);
    written += step.bytesWritten;
  }
}
