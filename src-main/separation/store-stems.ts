import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import type { StemFormat } from '../../src-shared/contract/system.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { openPcm } from '../audio/read/open.ts';
import type { PcmReader, PcmWriter } from '../audio/read/pcm.ts';
import { createFlacWriter, MOST_INDEXED_FRAMES } from '../audio/write/flac.ts';
import { createPcmWriter } from '../audio/write/writer.ts';

export interface StoreStemsInput {
  readonly format: StemFormat;
  readonly files: readonly { readonly path: string; readonly out: string }[];
}

/** Why a stem can't be FLAC: it exceeds full scale, its values lie between the steps of 24 bits, or it is too long. */
export type KeptBecause = 'beyond-full-scale' | 'finer-than-24-bit' | 'too-long';

export interface StoreStemsResult {
  /** In the order of the input; null for a file that was written and proven. */
  readonly kept: readonly (KeptBecause | null)[];
}

const BLOCK_FRAMES = 1 << 16;
const STEPS = 2 ** 23;

/**
 * Writes stems in another format: 24-bit FLAC with random access, or 32-bit float WAV. Each new file is read back, and
 * every sample compared, before it counts. A stem that FLAC can't keep exactly is left, with the reason.
 * @throws Failure as `openPcm`, `disk/*`, `file/unreadable` where the new file reads back differently, `call/cancelled`
 */
export async function runStoreStems(
  { format, files }: StoreStemsInput,
  context: TaskContext<never>,
): Promise<StoreStemsResult> {
  const kept: (KeptBecause | null)[] = [];
  for (const [index, { path, out }] of files.entries()) {
    const reader = await openPcm(path);
    try {
      const report = (share: number): void => {
        if (context.signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
        context.progress({ done: (index + share) / files.length, phase: 'writing stems' });
      };
      const obstacle = format === 'flac' ? await obstacleOf(reader, (share) => report(share * 0.1)) : null;
      if (obstacle === null) {
        await convert(reader, out, format, (share) => report(0.1 + share * 0.6));
        await prove(reader, out, (share) => report(0.7 + share * 0.3));
      }
      kept.push(obstacle);
    } finally {
      await reader.close();
    }
  }
  return { kept };
}

/** Reads a file block by block. */
async function eachBlock(
  reader: PcmReader,
  report: (share: number) => void,
  work: (block: Float32Array[], from: number) => void | Promise<void>,
): Promise<void> {
  for (let from = 0; from < reader.frames; from += BLOCK_FRAMES) {
    await work(await reader.read(from, BLOCK_FRAMES), from);
    report(Math.min(1, (from + BLOCK_FRAMES) / reader.frames));
  }
}

async function obstacleOf(reader: PcmReader, report: (share: number) => void): Promise<KeptBecause | null> {
  if (reader.frames > MOST_INDEXED_FRAMES) return 'too-long';
  let found: KeptBecause | null = null;
  await eachBlock(reader, report, (block) => {
    for (const samples of block) found ??= obstacleIn(samples);
  });
  return found;
}

function obstacleIn(samples: Float32Array): KeptBecause | null {
  for (const sample of samples) {
    const value = sample * STEPS;
    if (value < -STEPS || value > STEPS - 1) return 'beyond-full-scale';
    // Integers have no negative zero; it comes back as zero, which is the same value.
    if (!Number.isInteger(value)) return 'finer-than-24-bit';
  }
  return null;
}

async function convert(
  reader: PcmReader,
  out: string,
  format: StemFormat,
  report: (share: number) => void,
): Promise<void> {
  const { sampleRate, channels, frames } = reader;
  const writer: PcmWriter =
    format === 'flac'
      ? await createFlacWriter(out, { sampleRate, channels, sampleFormat: 's24', indexedFrames: frames })
      : await createPcmWriter(out, { sampleRate, channels, sampleFormat: 'f32' });
  try {
    await eachBlock(reader, report, (block) => writer.write(block));
    await writer.finish();
  } catch (error) {
    await writer.abort();
    throw error;
  }
}

async function prove(reader: PcmReader, out: string, report: (share: number) => void): Promise<void> {
  const copy = await openPcm(out);
  let same = copy.frames === reader.frames && copy.channels === reader.channels;
  try {
    if (same) {
      await eachBlock(reader, report, async (block, from) => {
        const read = await copy.read(from, BLOCK_FRAMES);
        same &&= block.every((samples, channel) =>
          samples.every((sample, frame) => sample === read[channel]?.[frame]),
        );
      });
    }
  } finally {
    await copy.close();
  }
  if (same) return;
  await rm(out, { force: true });
  throw new Failure(
    'file/unreadable',
    `"${basename(out)}" reads back differently from what was written, so the stems stay as they were; the disk may be damaged`,
  );
}
