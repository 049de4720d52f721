import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import type { CoverName } from '../../src-shared/contract/cover.ts';
import type { Metadata } from '../../src-shared/contract/metadata.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { openBytes } from './read/byte-file.ts';
import type { ByteFile } from './read/byte-file.ts';
import { checkFinite, checkSampleRate, chooseChannels, formatTime } from './read/check.ts';
import type { DecodedStream } from './decode/decoder.ts';
import { openWithFfmpeg } from './decode/ffmpeg.ts';
import { DECODERS } from './decode/registry.ts';
import { coverOf } from './covers/cover-of.ts';
import { readFailure } from './read/file-errors.ts';
import { readTags } from './read/metadata.ts';
import { sampleFormatOf } from './read/layout.ts';
import type { PcmLayout } from './read/layout.ts';
import { createPartFile } from './write/part-file.ts';
import { pcmBlocks } from './read/pcm-stream.ts';
import type { PcmInfo } from './read/pcm.ts';
import { createPeaksWriter } from './peaks/peaks.ts';
import { sniff } from './read/sniff.ts';
import { cancelled, COMPRESSED_PIECE_BYTES, streamSource } from './read/source-stream.ts';
import type { SourceStream } from './read/source-stream.ts';
import { createPcmWriter } from './write/writer.ts';

export interface ImportInput {
  readonly sourcePath: string;
  readonly storage: 'reference' | 'copy';
  /** Where the library keeps this recording's working audio (used for copies and decoded sources). */
  readonly audioPath: string;
  readonly peaksPath: string;
  /** The library's folder of covers; without it, the file's picture is not looked at. */
  readonly coversPath?: string;
  /** The channels to import from a file with more than two. */
  readonly channels?: readonly number[];
}

export type ImportEvent =
  /** Sent as soon as the header was read; `frames` is null where only the end tells. */
  {
    readonly type: 'opened';
    readonly format: string;
    readonly info: Omit<PcmInfo, 'frames'> & { readonly frames: number | null };
  };

export interface ImportResult {
  readonly format: string;
  readonly info: PcmInfo;
  /** Lower-case hex of the source file. */
  readonly sha256: string;
  /** The file that playback, separation and the null use: the source in place, the copy or the working copy. */
  readonly audioPath: string;
  /** Channels of `audioPath` that make up the recording. */
  readonly channelMap: readonly number[];
  /** Plain sentences the user should see ("all samples are silent"). */
  readonly notes: readonly string[];
  /** The title in the file's tags; null without one. */
  readonly title: string | null;
  readonly metadata: Metadata;
  /** The picture in the file, which lies in the folder of covers now; null without one. */
  readonly cover: CoverName | null;
}

/** What the samples tell. */
type ImportedAudio = Omit<ImportResult, 'title' | 'metadata' | 'cover'>;

type Context = TaskContext<ImportEvent>;
type Cleanup = () => Promise<void>;

/** First peaks, then this often. */
const FLUSH_EVERY_MS = 250;

/**
 * Reads a recording once, front to back: hashes it, builds its peaks as it goes, and writes the copy or the decoded
 * working copy. Memory does not grow with length. Failing or cancelled, it leaves nothing behind.
 * @throws Failure `file/*`, `audio/*`, `disk/*`, `call/cancelled`
 */
export async function runImport(input: ImportInput, context: Context): Promise<ImportResult> {
  const audio = await importAudio(input, context);
  const { picture, ...tags } = await readTags(input.sourcePath);
  const { cover, problem } = await coverOf(picture, input.coversPath);
  return { ...audio, ...tags, cover, notes: problem === null ? audio.notes : [...audio.notes, problem] };
}

async function importAudio(input: ImportInput, context: Context): Promise<ImportedAudio> {
  const file = await openBytes(input.sourcePath);
  const cleanups: Cleanup[] = [() => file.close()];
  let isFailing = false;
  try {
    const sniffed = await sniff(file);
    if (sniffed.kind === 'pcm') return await importPcm(input, file, sniffed.layout, context, cleanups);
    const source = streamSource(file, context.signal, { pieceBytes: COMPRESSED_PIECE_BYTES });
    const stream =
      sniffed.kind === 'foreign'
        ? await openWithFfmpeg(input.sourcePath, sniffed.format, context.signal)
        : await DECODERS[sniffed.format]({ ...sniffed, file, bytes: source.pieces, signal: context.signal });
    cleanups.push(() => Promise.resolve(stream.close()));
    return await importCompressed(input, source, stream, context, cleanups);
  } catch (error) {
    isFailing = true;
    // However a decoder reported the abort, the user sees a cancellation.
    if (context.signal.aborted) throw cancelled();
    throw isFailure(error) ? error : readFailure(error, input.sourcePath);
  } finally {
    await cleanUp(cleanups, isFailing);
  }
}

/** Runs all cleanups in reverse order. Freeing a decoder that trapped fails too; that must not hide the first error. */
async function cleanUp(cleanups: readonly Cleanup[], isFailing: boolean): Promise<void> {
  const failures: unknown[] = [];
  for (const cleanup of cleanups.toReversed())
    await cleanup().catch((error: unknown) => failures.push(error));
  if (failures.length > 0 && !isFailing) throw failures[0];
}

async function importPcm(
  input: ImportInput,
  file: ByteFile,
  layout: PcmLayout,
  context: Context,
  cleanups: Cleanup[],
): Promise<ImportedAudio> {
  const { sampleRate, frames } = layout;
  const channelMap = chooseChannels(layout.channels, input.channels);
  checkSampleRate(sampleRate);
  const info = {
    sampleRate,
    channels: channelMap.length,
    frames,
    sampleFormat: sampleFormatOf(layout.encoding),
  };
  context.event({ type: 'opened', format: layout.container, info });

  const copy = input.storage === 'copy' ? await createPartFile(input.audioPath) : null;
  if (copy !== null) cleanups.push(() => copy.abort());
  const source = streamSource(
    file,
    context.signal,
    copy === null ? {} : { tee: (piece) => copy.append(piece) },
  );
  const isFloat = layout.encoding.kind === 'f32' || layout.encoding.kind === 'f64';
  const read = await readBlocks(
    input,
    pcmBlocks(source.pieces, layout, channelMap),
    source,
    context,
    cleanups,
    {
      ...info,
      checked: isFloat,
    },
  );
  const sha256 = await source.sha256();
  if (read.frames < frames) {
    throw new Failure('file/truncated', 'The file was truncated while it was being read', {
      details: { seconds: read.frames / sampleRate },
    });
  }
  await read.finish();
  await copy?.finish();
  return {
    format: layout.container,
    info,
    sha256,
    audioPath: copy === null ? input.sourcePath : input.audioPath,
    channelMap,
    notes: [...pcmNotes(layout), ...read.notes()],
  };
}

async function importCompressed(
  input: ImportInput,
  source: SourceStream,
  stream: DecodedStream,
  context: Context,
  cleanups: Cleanup[],
): Promise<ImportedAudio> {
  const { sampleRate, sampleFormat } = stream;
  const channelMap = chooseChannels(stream.channels, input.channels);
  checkSampleRate(sampleRate);
  const info = { sampleRate, channels: channelMap.length, sampleFormat };
  context.event({ type: 'opened', format: stream.format, info: { ...info, frames: stream.frames } });

  const writer = await createPcmWriter(input.audioPath, info);
  cleanups.push(() => writer.abort());
  const chosen = pickChannels(stream.blocks(), channelMap);
  const read = await readBlocks(input, chosen, source, context, cleanups, {
    ...info,
    checked: sampleFormat === 'f32',
    write: (block) => writer.write(block),
    expected: stream.frames,
  });
  const sha256 = await source.sha256();
  if (read.frames === 0) {
    throw stream.endedProperly() === true
      ? new Failure('audio/no-samples', 'The file is an audio file without a single sample')
      : new Failure('file/truncated', 'The file ends before its first sample: the copy is incomplete', {
          details: { seconds: 0 },
        });
  }
  await read.finish();
  await writer.finish();
  return {
    format: stream.format,
    info: { ...info, frames: read.frames },
    sha256,
    audioPath: input.audioPath,
    channelMap: channelMap.map((_, index) => index),
    notes: [...streamNotes(stream, read.frames), ...stream.notes(), ...read.notes()],
  };
}

interface BlockSink {
  readonly sampleRate: number;
  readonly channels: number;
  /** Whether to check for NaN, which only float samples can contain. */
  readonly checked: boolean;
  readonly write?: (block: readonly Float32Array[]) => Promise<void>;
  /** Expected frames, if known: gives the progress of sources that are not read through `source`. */
  readonly expected?: number | null;
}

async function readBlocks(
  input: ImportInput,
  blocks: AsyncIterable<Float32Array[]>,
  source: SourceStream,
  context: Context,
  cleanups: Cleanup[],
  sink: BlockSink,
) {
  const peaks = await createPeaksWriter(input.peaksPath, sink.channels);
  cleanups.push(() => peaks.abort());
  let frames = 0;
  let flushedAt = -Infinity;
  let largest = 0;
  for await (const block of blocks) {
    if (context.signal.aborted) throw cancelled();
    if (sink.checked) checkFinite(block, frames, sink.sampleRate);
    await sink.write?.(block);
    peaks.push(block);
    frames += block[0]?.length ?? 0;
    const now = performance.now();
    if (now - flushedAt < FLUSH_EVERY_MS) continue;
    flushedAt = now;
    await peaks.flush();
    const decoded = sink.expected === undefined || sink.expected === null ? 0 : frames / sink.expected;
    context.progress({ done: Math.min(1, Math.max(source.done(), decoded)), phase: 'reading' });
  }
  return {
    frames,
    finish: async () => {
      largest = (await peaks.finish()).peak;
      context.progress({ done: 1, phase: 'reading' });
    },
    notes: () => (largest === 0 ? ['All samples of this recording are silent.'] : []),
  };
}

async function* pickChannels(
  blocks: AsyncIterable<Float32Array[]>,
  channelMap: readonly number[],
): AsyncGenerator<Float32Array[], void> {
  for await (const block of blocks) yield channelMap.map((channel) => block[channel] as Float32Array);
}

function pcmNotes(layout: PcmLayout): string[] {
  const there = formatTime(layout.frames / layout.sampleRate);
  if (layout.missingFrames > 0) {
    const promised = formatTime((layout.frames + layout.missingFrames) / layout.sampleRate);
    return [`The file breaks off: ${there} of ${promised} are there and were imported.`, ...layout.notes];
  }
  return layout.open
    ? [
        ...layout.notes,
        `The header was never completed, as after a crash or a live capture; all ${there} up to the file's end were imported.`,
      ]
    : [...layout.notes];
}

function streamNotes(stream: DecodedStream, frames: number): string[] {
  const there = formatTime(frames / stream.sampleRate);
  const promised = stream.frames === null ? null : formatTime(stream.frames / stream.sampleRate);
  const isShort = stream.frames !== null && stream.frames > frames;
  const damaged = stream.damagedPlaces();
  const places = damaged === 1 ? 'one place' : `${damaged} places`;
  if (damaged > 0 && isShort && promised !== null) {
    return [
      `The file is damaged in ${places}: ${there} of ${promised} could be read, and audio after each damaged part starts earlier than it should.`,
    ];
  }
  const notes = damaged > 0 ? [`The file is damaged in ${places}; the rest was imported.`] : [];
  if (stream.endedProperly() !== false) return notes;
  return isShort && promised !== null
    ? [...notes, `The file breaks off: ${there} of ${promised} are there and were imported.`]
    : [...notes, `The file breaks off; the ${there} that are there were imported.`];
}
