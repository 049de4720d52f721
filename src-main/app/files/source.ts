import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import type { ImportResult } from '../../audio/import.ts';
import { openPcm } from '../../audio/read/open.ts';
import type { AudioFile, PcmReader } from '../../audio/read/pcm.ts';
import { runStep, type Work } from './work.ts';

export interface SourceOptions {
  /** Share of the work's progress for reading. */
  readonly share: number;
  /** Which channels of a file with more than two, counted from 0. */
  readonly channels?: readonly number[] | undefined;
  /** Separates several sources in one scratch folder. */
  readonly key?: string;
  /** Where the picture that the file carries is kept; without it, the picture is not looked at. */
  readonly coversPath?: string;
}

/**
 * Reads a recording as an import does, but without a library: PCM in place, anything else decoded into
 * `scratch`.
 * @throws Failure `file/*`, `audio/*`, `disk/*`, `call/cancelled`
 */
export async function readSource(
  file: string,
  scratch: string,
  work: Work,
  { share, channels, key = 'source', coversPath }: SourceOptions,
): Promise<ImportResult> {
  const input = {
    sourcePath: await existingFile(file),
    storage: 'reference',
    audioPath: join(scratch, `${key}.wav`),
    peaksPath: join(scratch, `${key}.peaks`),
    ...(channels === undefined ? {} : { channels }),
    ...(coversPath === undefined ? {} : { coversPath }),
  } as const;
  return runStep(work, 'import', input, share);
}

/** @throws Failure `file/not-found`, `file/unsupported` for a folder */
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

/** An audio file, open for reading. */
export interface OpenedAudio {
  readonly audio: AudioFile;
  readonly reader: PcmReader;
}

/**
 * Opens an audio file: an uncompressed one in place, any other decoded as an import does.
 * @throws Failure as `readSource`
 */
export async function openAudio(
  file: string,
  scratch: string,
  work: Work,
  options: SourceOptions,
): Promise<OpenedAudio> {
  const path = await existingFile(file);
  try {
    const reader = await openPcm(path);
    // An uncompressed file needs no decoding, but its share of the progress still counts.
    work.progress.step(options.share);
    return { audio: { path, channelMap: Array.from({ length: reader.channels }, (_, at) => at) }, reader };
  } catch (error) {
    if (!isFailure(error) || error.code !== 'file/unsupported') throw error;
  }
  const audio = audioOf(await readSource(file, scratch, work, options));
  return { audio, reader: await openPcm(audio.path, { channelMap: audio.channelMap }) };
}

/** A passage in seconds; null means the beginning or the end. */
export interface Span {
  readonly fromSeconds: number | null;
  readonly toSeconds: number | null;
}

/**
 * The samples of a passage, half open.
 * @throws Failure `call/invalid` if it is empty or starts past the end
 */
export function passageOf(
  source: ImportResult,
  span: Span,
  work: Pick<Work, 'note'>,
): { from: number; to: number } {
  const { sampleRate, frames } = source.info;
  const from = Math.round((span.fromSeconds ?? 0) * sampleRate);
  const to = span.toSeconds === null ? frames : Math.min(frames, Math.round(span.toSeconds * sampleRate));
  if (from >= frames) {
    const length = `${(frames / sampleRate).toFixed(3)} s`;
    throw new Failure('call/invalid', `The passage begins past the end: the recording is ${length} long`);
  }
  if (from >= to) throw new Failure('call/invalid', 'The passage is empty');
  const early = endsEarly(source, span);
  if (early !== null) work.note(early);
  return { from, to };
}

/** A passage that ends this little after the recording was meant to end with it: times are typed in milliseconds. */
const ROUNDING_SECONDS = 0.005;

/** What to say of a passage that was asked to end after the recording does; null for any other. */
function endsEarly({ info }: ImportResult, { toSeconds }: Span): string | null {
  const seconds = info.frames / info.sampleRate;
  if (toSeconds === null || toSeconds <= seconds + ROUNDING_SECONDS) return null;
  const [end, asked] = [seconds, toSeconds].map((time) => formatTime(time, 3));
  return `The recording ends at ${end}, and the passage with it: ${asked} was asked for`;
}
