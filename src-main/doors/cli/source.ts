import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import type { AudioFile } from '../../audio/render/export.ts';
import type { ImportResult } from '../../audio/import.ts';
import { openPcm } from '../../audio/read/open.ts';
import type { PcmReader } from '../../audio/read/pcm.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import type { TaskProgress } from '../../jobs/tasks/task-protocol.ts';
import { invalid } from './call.ts';

/**
 * Reads a recording as an import does, without a library: PCM in place, anything else decoded into `scratch`.
 * @throws Failure `file/*`, `audio/*`, `disk/*`, `call/cancelled`
 */
export async function readSource(
  file: string,
  scratch: string,
  options: {
    readonly signal: AbortSignal;
    readonly onProgress?: (progress: TaskProgress) => void;
    readonly channels?: readonly number[];
    /** Keeps several sources in one scratch folder apart. */
    readonly key?: string;
  },
): Promise<ImportResult> {
  const path = await existingFile(file);
  const key = options.key ?? 'source';
  return runTask(
    forkProcess,
    'import',
    {
      sourcePath: path,
      storage: 'reference',
      audioPath: join(scratch, `${key}.wav`),
      peaksPath: join(scratch, `${key}.peaks`),
      ...(options.channels === undefined ? {} : { channels: options.channels }),
    },
    {
      signal: options.signal,
      ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
    },
  );
}

export async function existingFile(file: string): Promise<string> {
  const path = resolve(file);
  const found = await stat(path).catch((cause: unknown) => {
    throw new Failure('file/not-found', `"${file}" is not there or can't be reached`, { cause });
  });
  if (!found.isFile()) throw new Failure('file/unsupported', `"${file}" is not a file`);
  return path;
}

export const audioOf = (source: ImportResult): AudioFile => ({
  path: source.audioPath,
  channelMap: source.channelMap,
});

/** A file of known making, open for reading: uncompressed ones in place, others decoded as an import does. */
export interface OpenedAudio {
  readonly audio: AudioFile;
  readonly reader: PcmReader;
}

/** @throws Failure as `readSource` */
export async function openAudio(
  file: string,
  scratch: string,
  options: Parameters<typeof readSource>[2],
): Promise<OpenedAudio> {
  const path = await existingFile(file);
  try {
    const reader = await openPcm(path);
    return { audio: { path, channelMap: Array.from({ length: reader.channels }, (_, at) => at) }, reader };
  } catch (error) {
    if (!isFailure(error) || error.code !== 'file/unsupported') throw error;
  }
  const audio = audioOf(await readSource(file, scratch, options));
  return { audio, reader: await openPcm(audio.path, { channelMap: audio.channelMap }) };
}

/**
 * `1,2`: the channels of a file with more than two, counted from 1 as people do; from 0 in the answer.
 * @throws Failure `call/invalid`
 */
export function parseChannels(value: string): readonly number[] {
  const parts = value.split(',');
  if (!parts.every((part) => /^[1-9]\d{0,2}$/.test(part)) || parts.length > 2) {
    throw invalid(`--channels takes one channel or two, as in 1,2, not "${value}"`);
  }
  return parts.map((part) => Number(part) - 1);
}

/**
 * Samples of the passage that was asked for, half open; the whole where nothing was.
 * @throws Failure `call/invalid` where it is empty or begins past the end
 */
export function passageOf(
  source: ImportResult,
  span: { readonly fromSeconds: number | null; readonly toSeconds: number | null },
): { from: number; to: number } {
  const { sampleRate, frames } = source.info;
  const from = Math.round((span.fromSeconds ?? 0) * sampleRate);
  const to = span.toSeconds === null ? frames : Math.min(frames, Math.round(span.toSeconds * sampleRate));
  if (from >= frames)
    throw invalid(`--from lies past the end: the recording is ${(frames / sampleRate).toFixed(3)} s long`);
  if (from >= to) throw invalid('--to must come after --from');
  return { from, to };
}
