import { PLAIN_EXPORT } from '../../../../../src-main/app/files/plain-export.ts';
import { NO_PARTS } from '../../../../../src-shared/contract/export.ts';
import type { ExportInput, ExportResult } from '../../../../../src-main/audio/render/export-input.ts';
import { runExport } from '../../../../../src-main/audio/render/export.ts';
import { openPcm } from '../../../../../src-main/audio/read/open.ts';
import {
  newProjectId,
  newRecordingId,
  newSeparationId,
  newStemId,
} from '../../../../../src-shared/project/ids.ts';
import { newBuses } from '../../../../../src-shared/mixing/new-project.ts';
import { PROJECT_SCHEMA } from '../../../../../src-shared/project/document.ts';
import type { ProjectDocument, Track } from '../../../../../src-shared/project/document.ts';
import { writeWav } from '../helpers.ts';

export interface Made {
  readonly input: ExportInput;
  readonly recording: readonly Float32Array[];
  readonly stems: readonly (readonly Float32Array[])[];
}

interface Making {
  readonly at: (name: string) => string;
  /** The last one is the rest. */
  readonly stems: readonly (readonly Float32Array[])[];
  readonly recording: readonly Float32Array[];
  readonly recordingFormat: 's16' | 's24' | 'f32';
  readonly names?: readonly string[];
  readonly sampleRate?: number;
  readonly offset?: number;
  readonly track?: (index: number) => Partial<Track>;
  readonly masterGainDb?: number;
  readonly what?: What;
  readonly input?: Partial<ExportInput>;
}

/** Stems, rest and recording on disk, and a project over them. */
export async function makeProject(making: Making): Promise<Made> {
  const { at, stems, recording, recordingFormat, sampleRate = 44_100, offset = 0 } = making;
  const files: Record<string, { path: string; channelMap: number[] }> = {};
  const tracks: Track[] = [];
  for (const [index, stem] of stems.entries()) {
    const stemId = newStemId();
    const path = at(`stem-${index}.stored.wav`);
    await writeWav(path, stem, 'f32', sampleRate);
    files[stemId] = { path, channelMap: stem.map((_, channel) => channel) };
    const isRest = index === stems.length - 1;
    tracks.push({
      id: `track-${index}`,
      source: { kind: isRest ? 'rest' : 'stem', stemId },
      name: making.names?.[index] ?? (isRest ? 'rest' : `stem ${index}`),
      instrument: null,
      colour: 0,
      gainDb: 0,
      pan: 0,
      muted: false,
      soloed: false,
      strip: [],
      automation: [],
      group: null,
      sendsDb: [-72, -72],
      envelope: null,
      ...making.track?.(index),
    });
  }
  await writeWav(at('recording.wav'), recording, recordingFormat, sampleRate);
  const frames = stems[0]?.[0]?.length ?? 0;
  const buses = newBuses();
  const document: ProjectDocument = {
    schema: PROJECT_SCHEMA,
    id: newProjectId(),
    recordingId: newRecordingId(),
    separationId: newSeparationId(),
    title: 'Trio',
    sampleRate,
    frames,
    offset,
    tracks,
    ...buses,
    master: { ...buses.master, gainDb: making.masterGainDb ?? 0 },
    loop: null,
    mix: '',
    loopEnabled: false,
    regions: [],
    snapshots: [],
    blind: null,
  };
  return {
    recording,
    stems,
    input: {
      document,
      stems: files,
      recording: { path: at('recording.wav'), channelMap: recording.map((_, channel) => channel) },
      ...PLAIN_EXPORT,
      parts: partsOf(tracks, making.what ?? 'mix'),
      format: 'wav',
      bitDepth: recordingFormat === 's16' ? '16' : recordingFormat === 's24' ? '24' : '32f',
      sampleRate,
      title: 'Trio',
      template: '{player}',
      folder: at(''),
      fileName: 'mix',
      overwrite: false,
      version: '0.0.0',
      ...making.input,
    },
  };
}

type What = 'mix' | 'separated' | 'processed';

/** The mix alone, or all tracks. */
export function partsOf(tracks: readonly Pick<Track, 'id'>[], what: What): ExportInput['parts'] {
  const ids = tracks.map(({ id }) => id);
  return what === 'mix' ? { ...NO_PARTS, mix: true } : { ...NO_PARTS, [what]: ids };
}

export function exportNow(input: ExportInput, signal = new AbortController().signal): Promise<ExportResult> {
  return runExport(input, { signal, progress: () => undefined, event: () => undefined });
}

export async function readWhole(path: string): Promise<Float32Array[]> {
  const reader = await openPcm(path);
  try {
    return await reader.read(0, reader.frames);
  } finally {
    await reader.close();
  }
}

export const sumOf = (parts: readonly Float32Array[]): Float32Array =>
  Float32Array.from(parts[0] ?? [], (_, index) => parts.reduce((sum, part) => sum + (part[index] ?? NaN), 0));

/** Splits a recording into `count` stems of about equal share on its grid, and the rest, which makes the sum exact. */
export function splitOnGrid(
  recording: readonly Float32Array[],
  count: number,
  bits: number,
): Float32Array[][] {
  const steps = 2 ** (bits - 1);
  const stems = Array.from({ length: count }, (_, stem) =>
    recording.map((samples) =>
      samples.map(
        (value, index) =>
          Math.round((value * (0.5 + 0.3 * Math.sin(index * 0.01 + stem)) * steps) / count) / steps,
      ),
    ),
  );
  const rest = recording.map((samples, channel) =>
    samples.map((value, index) =>
      stems.reduce((left, stem) => left - (stem[channel]?.[index] ?? NaN), value),
    ),
  );
  return [...stems, rest];
}
