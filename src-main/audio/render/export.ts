import { Failure } from '../../../src-shared/contract/failure.ts';
import type { BitDepth, Container } from '../../../src-shared/contract/audio.ts';
import type { TaskContext } from '../../../src-shared/contract/task-context.ts';
import { LoudnessMeter } from '../../../src-shared/dsp/loudness.ts';
import { mixOf, trackAlone } from '../../../src-shared/mixing/mix-of.ts';
import { mixChannels } from '../../../src-shared/mixing/mono.ts';
import { mixName, stemName } from '../../../src-shared/mixing/names.ts';
import type { ProjectDocument, Track } from '../../../src-shared/project/document.ts';
import { checkSampleRate } from '../read/check.ts';
import { bitsOf, createDitherer } from '../write/depth.ts';
import { fileNameOf, freePaths } from '../write/file-names.ts';
import { openPcm } from '../read/open.ts';
import { createOutputs } from '../write/output.ts';
import type { Outputs } from '../write/output.ts';
import type { PcmReader, PcmWriter } from '../read/pcm.ts';
import { render } from './render.ts';
import type { RenderInput } from './render.ts';
import { createResampler } from '../resample/resample.ts';
import { exportSplit } from './split-export.ts';

/** One audio file a render reads. */
export interface AudioFile {
  readonly path: string;
  readonly channelMap: readonly number[];
}

export interface ExportInput {
  readonly document: ProjectDocument;
  /** By stem id. */
  readonly stems: Readonly<Record<string, AudioFile>>;
  /** The recording, for the exact rest of integer exports. */
  readonly recording: AudioFile;
  readonly what: 'mix' | 'stems';
  readonly stemsAs: 'separated' | 'treated';
  readonly format: Container;
  readonly bitDepth: BitDepth;
  readonly sampleRate: number;
  readonly range: { readonly start: number; readonly end: number } | null;
  /** A folder; files are written then renamed, an existing name gets a number. */
  readonly folder: string;
  /** File name without extension of a mix; stems are named after their tracks. */
  readonly name: string;
  /** Overwrite exactly `folder/name.format` (the command line's `--out`). */
  readonly overwrite: boolean;
  /** 0 or below, for separated stems: what Failure `audio/clips` asks for. */
  readonly commonGainDb?: number;
}

export interface ExportResult {
  readonly files: readonly {
    readonly path: string;
    readonly name: string;
    readonly bytes: number;
    readonly clippedSamples: number;
  }[];
  readonly integratedLufs: number | null;
  readonly truePeakDbtp: number | null;
}

type Context = TaskContext<never>;
type Range = { readonly start: number; readonly end: number };

/**
 * Writes a mix or stems. The mix comes from the mixer that playback uses, block for block; nothing is normalised:
 * what clips is counted. All files appear under their names together at the end, or none do.
 * @throws Failure `call/invalid`, `audio/clips`, `audio/sample-rate`, `library/not-found`, `project/invalid`, `file/*`,
 *   `disk/*`, `call/cancelled`
 */
export async function runExport(input: ExportInput, context: Context): Promise<ExportResult> {
  const { document } = input;
  checkSampleRate(input.sampleRate);
  if (input.format === 'flac' && input.bitDepth === '32f') {
    throw new Failure('call/invalid', 'FLAC holds 16 or 24 bits, no floats: choose another depth, or WAV');
  }
  const range = input.range ?? { start: 0, end: document.frames };
  if (range.start >= range.end || range.end > document.frames) {
    throw new Failure('call/invalid', 'The passage to export does not lie within the project');
  }
  const readers: PcmReader[] = [];
  const open = async (file: AudioFile): Promise<PcmReader> => {
    const reader = await openPcm(file.path, { channelMap: file.channelMap });
    readers.push(reader);
    if (reader.sampleRate !== document.sampleRate) {
      throw new Failure('project/invalid', 'A stem does not have the sample rate of the project');
    }
    if (reader.frames < document.frames) {
      throw new Failure('project/invalid', 'A stem, or the recording, is shorter than the project');
    }
    return reader;
  };
  const outputs = createOutputs({
    format: input.format,
    bitDepth: input.bitDepth,
    sampleRate: input.sampleRate,
    timeReference: Math.round(((document.offset + range.start) * input.sampleRate) / document.sampleRate),
    overwrite: input.overwrite,
  });
  try {
    if (input.what === 'mix') return await exportMix(input, range, open, outputs, context);
    const files =
      input.stemsAs === 'treated'
        ? await exportTreated(input, range, open, outputs, context)
        : await exportSeparated(input, range, open, outputs, context);
    return { files, integratedLufs: null, truePeakDbtp: null };
  } catch (error) {
    await outputs.abort();
    throw error;
  } finally {
    for (const reader of readers) await reader.close();
  }
}

type Open = (file: AudioFile) => Promise<PcmReader>;

async function exportMix(
  input: ExportInput,
  range: Range,
  open: Open,
  outputs: Outputs,
  context: Context,
): Promise<ExportResult> {
  const { document } = input;
  const readers: PcmReader[] = [];
  for (const track of document.tracks) readers.push(await open(stemOf(input, track)));
  const [file] = await freePaths(input.folder, [fileNameOf(input.name)], input.format, input.overwrite);
  if (file === undefined) throw new Error('one name gives one path');
  const channels = mixChannels(
    readers.map((reader) => reader.channels),
    mixOf(document),
  );
  const meter = new LoudnessMeter(input.sampleRate, channels);
  const writer = await outputs.open(file, channels, mixName(document).title);
  await renderTo(
    { ...renderInput(input, range, context), settings: mixOf(document), readers, channels },
    input,
    async (block) => {
      meter.push(block);
      await writer.write(block);
    },
    (done) => context.progress({ done, phase: 'rendering' }),
  );
  return { files: await outputs.finish(), ...meter.result() };
}

/** Each track alone, as it contributes to the mix; mute and solo don't count. */
async function exportTreated(
  input: ExportInput,
  range: Range,
  open: Open,
  outputs: Outputs,
  context: Context,
): Promise<ExportResult['files']> {
  const { document } = input;
  const paths = await trackPaths(input);
  for (const [index, track] of document.tracks.entries()) {
    const reader = await open(stemOf(input, track));
    const settings = trackAlone(document, track.id);
    const channels = mixChannels([reader.channels], settings);
    const writer = await openTrack(outputs, paths, index, channels, input);
    await renderTo(
      { ...renderInput(input, range, context), settings, readers: [reader], channels },
      input,
      (block) => writer.write(block),
      (done) => context.progress({ done: (index + done) / document.tracks.length, phase: 'rendering' }),
    );
  }
  return outputs.finish();
}

async function exportSeparated(
  input: ExportInput,
  range: Range,
  open: Open,
  outputs: Outputs,
  context: Context,
): Promise<ExportResult['files']> {
  const { document } = input;
  const recording = await open(input.recording);
  if (recording.frames < document.offset + range.end) {
    throw new Failure('project/invalid', 'The recording is shorter than what was separated');
  }
  const paths = await trackPaths(input);
  const parts = [];
  for (const [index, track] of document.tracks.entries()) {
    const reader = await open(stemOf(input, track));
    const writer = await openTrack(outputs, paths, index, reader.channels, input);
    parts.push({ reader, write: (block: readonly Float32Array[]) => writer.write(block), track, index });
  }
  // Stems without a track are no files, but the rest must not take them in.
  const shown = new Set<string>(document.tracks.map((track) => track.source.stemId));
  const unseen = [];
  for (const [stemId, file] of Object.entries(input.stems)) {
    if (!shown.has(stemId)) unseen.push({ reader: await open(file), write: null });
  }
  const stems = parts.filter(({ track }) => track.source.kind === 'stem');
  const rest = parts.find(({ track }) => track.source.kind === 'rest') ?? null;
  const clipped = await exportSplit({
    recording,
    offset: document.offset,
    stems: rest === null ? stems : [...stems, ...unseen],
    rest,
    from: range.start,
    to: range.end,
    fromRate: document.sampleRate,
    toRate: input.sampleRate,
    bitDepth: input.bitDepth,
    gainDb: input.commonGainDb ?? 0,
    signal: context.signal,
    progress: (done) => context.progress({ done, phase: 'writing' }),
  });
  const files = await outputs.finish();
  stems.forEach(({ index }, stem) => {
    const file = files[index];
    if (file !== undefined) files[index] = { ...file, clippedSamples: clipped[stem] ?? 0 };
  });
  return files;
}

/** Renders, then converts to the requested rate and depth. */
async function renderTo(
  rendering: RenderInput,
  input: ExportInput,
  write: (block: readonly Float32Array[]) => Promise<void>,
  progress: (done: number) => void,
): Promise<void> {
  const { channels } = rendering;
  const bits = bitsOf(input.bitDepth);
  const ditherer = bits === null ? null : createDitherer(bits, channels);
  const resampler = await createResampler({
    fromRate: rendering.sampleRate,
    toRate: input.sampleRate,
    channels,
    quality: 'best',
  });
  const pass = async (block: readonly Float32Array[]): Promise<void> => {
    ditherer?.apply(block);
    await write(block);
  };
  try {
    let frames = 0;
    for await (const block of render(rendering)) {
      await pass(resampler.process(block));
      frames += block[0]?.length ?? 0;
      progress(frames / (rendering.to - rendering.from));
    }
    await pass(resampler.finish());
  } finally {
    resampler.close();
  }
}

function renderInput(input: ExportInput, range: Range, context: Context) {
  return {
    sampleRate: input.document.sampleRate,
    from: range.start,
    to: range.end,
    signal: context.signal,
  };
}

function stemOf(input: ExportInput, track: Track): AudioFile {
  const file = input.stems[track.source.stemId];
  if (file !== undefined) return file;
  throw new Failure('library/not-found', `The audio of the track "${track.name}" is no longer there`);
}

function trackPaths(input: ExportInput): Promise<{ path: string; name: string }[]> {
  const names = input.document.tracks.map((track) => fileNameOf(stemName(input.document, track).name));
  return freePaths(input.folder, names, input.format, input.overwrite);
}

function openTrack(
  outputs: Outputs,
  paths: readonly { path: string; name: string }[],
  index: number,
  channels: number,
  input: ExportInput,
): Promise<PcmWriter> {
  const file = paths[index];
  const track = input.document.tracks[index];
  if (file === undefined || track === undefined) throw new Error('every track has a path');
  return outputs.open(file, channels, stemName(input.document, track).title);
}
