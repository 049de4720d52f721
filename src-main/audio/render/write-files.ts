import { isLossy } from '../../../src-shared/exporting/formats.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { plannedTitle, rangeOf, type PlannedFile } from '../../../src-shared/exporting/plan.ts';
import type { Output, Outputs } from '../write/output.ts';
import { countOvers, largest } from '../write/peaks-of.ts';
import type { ExportInput } from './export-input.ts';
import { renderingOf, renderPass, type RenderedLevels } from './render-pass.ts';
import { separatedPass } from './separated-pass.ts';
import type { Sources } from './sources.ts';
import { gainThatFits } from './split-export.ts';
import type { Steps } from './steps.ts';

/** A planned file with its place on the disk. */
export interface PlacedFile {
  readonly planned: PlannedFile;
  readonly path: string;
  readonly name: string;
}

/** A file whose samples are written. */
export interface WrittenFile {
  readonly placed: PlacedFile;
  readonly channels: 1 | 2;
  /** Null for a separated track. */
  readonly levels: RenderedLevels | null;
  readonly clippedSamples: number;
}

export interface Writing {
  readonly input: ExportInput;
  readonly sources: Sources;
  readonly outputs: Outputs;
  readonly steps: Steps;
  /** Of the loudness goal, for everything but separated tracks. */
  readonly goalGainDb: number;
  readonly signal: AbortSignal;
}

/**
 * Writes the samples of every file, in order; the separated tracks of one region together, because they share a rest.
 * @throws Failure as `runExport`
 */
export async function writeFiles(writing: Writing, placed: readonly PlacedFile[]): Promise<WrittenFile[]> {
  const written: WrittenFile[] = [];
  for (let at = 0; at < placed.length;) {
    const first = placed[at] as PlacedFile;
    if (first.planned.kind !== 'separated') {
      written.push(await writeRendered(writing, first));
      at += 1;
      continue;
    }
    const together = placed.slice(at).filter(({ planned }) => isTogether(planned, first.planned));
    written.push(...(await writeSeparated(writing, together)));
    at += together.length;
  }
  return written;
}

const isTogether = (a: PlannedFile, b: PlannedFile): boolean => a.kind === b.kind && a.region === b.region;

async function writeRendered(writing: Writing, placed: PlacedFile): Promise<WrittenFile> {
  const { input, sources, signal } = writing;
  const { planned } = placed;
  const { channels } = await renderingOf(input, planned, sources);
  const output = await openOutput(writing, placed, channels);
  const gainDb = writing.goalGainDb + input.gainDb;
  const range = rangeOf(input.regions, planned.region, input.document);
  const progress = writing.steps.step(1, 'rendering');
  const pass = { sound: input, sources, file: planned, range, gainDb, as: 'file', signal, progress } as const;
  const levels = await renderPass(pass, output.write);
  const { clippedSamples, peak } = levels;
  if (clippedSamples > 0 && input.clipping === 'refuse') throw clips(placed, clippedSamples, peak, input);
  output.measured(levels.loudness);
  return { placed, channels, levels, clippedSamples };
}

async function writeSeparated(writing: Writing, placed: readonly PlacedFile[]): Promise<WrittenFile[]> {
  const { input, sources, signal, steps } = writing;
  const channels = channelsOf((await sources.recording()).channels);
  const lossy = isLossy(input.format);
  const overs = placed.map(() => ({ samples: 0, peak: 0 }));
  const writes = new Map<string, Output['write']>();
  for (const [index, file] of placed.entries()) {
    const output = await openOutput(writing, file, channels);
    const over = overs[index] as (typeof overs)[number];
    writes.set(trackOf(file), async (block) => {
      if (lossy) {
        for (const samples of block) {
          over.samples += countOvers(samples);
          over.peak = largest(samples, over.peak);
        }
      }
      await output.write(block);
    });
  }
  const [first] = placed;
  const range = rangeOf(input.regions, first?.planned.region ?? null, input.document);
  const { gainDb } = input;
  const progress = steps.step(placed.length, 'writing');
  const { clipped } = await separatedPass({ sound: input, sources, range, gainDb, signal, progress }, writes);
  return placed.map((file, index) => {
    const { samples, peak } = overs[index] as (typeof overs)[number];
    if (samples > 0 && input.clipping === 'refuse') throw clips(file, samples, peak, input);
    return {
      placed: file,
      channels,
      levels: null,
      clippedSamples: samples + (clipped.get(trackOf(file)) ?? 0),
    };
  });
}

const trackOf = ({ planned }: PlacedFile): string => planned.trackIds[0] ?? '';
const channelsOf = (count: number): 1 | 2 => (count === 1 ? 1 : 2);

function openOutput(writing: Writing, placed: PlacedFile, channels: 1 | 2): Promise<Output> {
  const { input } = writing;
  const { document, regions, sampleRate } = input;
  const { start } = rangeOf(regions, placed.planned.region, document);
  return writing.outputs.open({
    path: placed.path,
    name: placed.name,
    channels,
    title: plannedTitle(
      placed.planned,
      regions,
      input.metadata.title === '' ? input.title : input.metadata.title,
    ),
    timeReference: Math.round(((document.offset + start) * sampleRate) / document.sampleRate),
  });
}

function clips({ name }: PlacedFile, clippedSamples: number, peak: number, input: ExportInput): Failure {
  const gainDb = gainThatFits(peak, input.gainDb);
  const ways = [
    ...(isLossy(input.format) ? [] : ['export 32-bit float']),
    `lower everything by ${-gainDb} dB`,
    'or allow it to clip',
  ];
  return new Failure('audio/clips', `${clippedSamples} samples of "${name}" would clip: ${ways.join(', ')}`, {
    details: { clippedSamples, gainDb, file: name },
  });
}
