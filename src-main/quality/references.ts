import { basename } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { openAny } from '../audio/open-any.ts';
import type { PcmInfo, PcmReader } from '../audio/read/pcm.ts';

/** An open reference and the frame in it at which the stems begin. */
export interface OpenReference {
  readonly file: string;
  readonly reader: PcmReader;
  readonly start: number;
  readonly rms: number;
}

const BLOCK_FRAMES = 1 << 16;

/**
 * What references must match: the stems' sample rate and channel count, and the length of the stems or of the whole
 * recording.
 */
export interface ReferenceFit extends Pick<PcmInfo, 'sampleRate' | 'channels' | 'frames'> {
  readonly offset: number;
  /** Null where it is unknown. */
  readonly recordingFrames: number | null;
}

/**
 * Opens a reference and reads it once to measure its level.
 * @param decodedAs as `openAny`
 * @throws Failure `call/invalid` if it does not fit the stems, `audio/not-finite`, as `openPcm` and `runImport` do
 */
export async function openReference(
  path: string,
  fit: ReferenceFit,
  decodedAs: string,
  context: TaskContext<never>,
): Promise<OpenReference> {
  const file = basename(path);
  const reader = await openAny(path, decodedAs, context);
  try {
    requireFit(file, reader, fit);
    const start = reader.frames === fit.frames ? 0 : fit.offset;
    return { file, reader, start, rms: await rmsOf(file, reader, start, start + fit.frames, context.signal) };
  } catch (error) {
    await reader.close();
    throw error;
  }
}

function requireFit(file: string, reader: PcmReader, fit: ReferenceFit): void {
  for (const [field, name] of [
    ['sampleRate', 'sample rate'],
    ['channels', 'number of channels'],
  ] as const) {
    if (reader[field] !== fit[field]) {
      throw new Failure(
        'call/invalid',
        `"${file}" has another ${name} than the stems (${reader[field]}, not ${fit[field]}): references must be as the recording is`,
      );
    }
  }
  // A longer reference covers the whole recording, of which only a passage was separated.
  const isPassage = fit.offset > 0 || (fit.recordingFrames ?? 0) > fit.frames;
  if (reader.frames !== fit.frames && (!isPassage || reader.frames < fit.offset + fit.frames)) {
    throw new Failure(
      'call/invalid',
      `"${file}" is not as long as the stems (${reader.frames} samples, not ${fit.frames}): it can't be laid over them`,
    );
  }
}

async function rmsOf(
  file: string,
  reader: PcmReader,
  from: number,
  to: number,
  signal: AbortSignal,
): Promise<number> {
  let sum = 0;
  for (let at = from; at < to; at += BLOCK_FRAMES) {
    if (signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
    for (const channel of await reader.read(at, Math.min(BLOCK_FRAMES, to - at))) {
      for (const value of channel) sum += value * value;
    }
  }
  if (!Number.isFinite(sum)) {
    throw new Failure('audio/not-finite', `"${file}" holds samples that are not numbers`);
  }
  return Math.sqrt(sum / Math.max(1, (to - from) * reader.channels));
}
