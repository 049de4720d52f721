import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { QualityReport, StemQuality } from '../../src-shared/contract/quality.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import type { StemId } from '../../src-shared/project/ids.ts';
import type { DeclaredInstrument } from '../../src-shared/project/players.ts';
import { openAny } from '../audio/open-any.ts';
import type { PcmReader } from '../audio/read/pcm.ts';
import { expectedSdr, together, withSpread, type Estimator } from './estimator.ts';
import { sumOf } from './figures.ts';
import { features, overlapsOf, sounding } from './features.ts';
import { idealRatioMask } from './ideal-mask.ts';
import { passages, type SoundingWindow } from './passages.ts';
import { ReferenceMeter } from './reference-meters.ts';
import { openReference, type OpenReference } from './references.ts';
import { qualityFraming, windowCount, windowFramesAt, WindowSummer, type WindowSums } from './window-sums.ts';

export interface QualityStem {
  readonly stemId: StemId | null;
  readonly name: string;
  readonly label: string;
  readonly instrument: DeclaredInstrument | null;
  readonly path: string;
  readonly referencePath: string | null;
}

export interface QualityInput {
  readonly title: string;
  readonly model: QualityReport['model'];
  /** Start of the stems within the recording, in samples. */
  readonly offset: number;
  /** Length of the recording, of which the stems may be a passage; null where it is unknown. */
  readonly recordingFrames: number | null;
  /** The players' stems. */
  readonly stems: readonly QualityStem[];
  readonly restPath: string;
  readonly estimator: Estimator | null;
  readonly unmatched: readonly string[];
  /** Folder for decoded references; the caller that starts the task removes it. */
  readonly scratch: string;
}

export type QualityResult = QualityReport;

type Block = readonly Float32Array[];

/**
 * Measures the quality of a separation: estimates from the stems alone, and figures against references. Reads
 * everything once, one window at a time; memory grows by a few hundred bytes per window.
 * @throws Failure as `openAny` and `openReference` do, `call/cancelled`
 */
export async function runQuality(input: QualityInput, context: TaskContext<never>): Promise<QualityResult> {
  const opened: PcmReader[] = [];
  const open = async (path: string): Promise<PcmReader> => {
    const reader = await openAny(path, join(input.scratch, `stem-${opened.length}`), context);
    opened.push(reader);
    return reader;
  };
  try {
    const readers: PcmReader[] = [];
    for (const { path } of input.stems) readers.push(await open(path));
    readers.push(await open(input.restPath));
    const shape = requireAlike(readers);
    const references = new Map<number, OpenReference>();
    for (const [index, { referencePath }] of input.stems.entries()) {
      if (referencePath === null) continue;
      context.progress({ done: 0, phase: 'reading references' });
      const reference = await openReference(
        referencePath,
        { ...shape, offset: input.offset, recordingFrames: input.recordingFrames },
        join(input.scratch, `reference-${index}`),
        context,
      );
      opened.push(reference.reader);
      references.set(index, reference);
    }
    const { sums, meters } = await readAll(readers, references, shape, context);
    return reportOf(input, shape, sums, references, meters);
  } finally {
    for (const reader of opened) await reader.close();
  }
}

type Shape = Pick<PcmReader, 'sampleRate' | 'channels' | 'frames'>;

function requireAlike(readers: readonly PcmReader[]): Shape {
  const [first] = readers;
  if (first === undefined) throw new Error('a separation has a rest');
  const { sampleRate, channels, frames } = first;
  for (const reader of readers) {
    if (reader.sampleRate !== sampleRate || reader.channels !== channels || reader.frames !== frames) {
      throw new Failure('call/invalid', 'The stems differ in sample rate, channels or length');
    }
  }
  return { sampleRate, channels, frames };
}

async function readAll(
  readers: readonly PcmReader[],
  references: ReadonlyMap<number, OpenReference>,
  shape: Shape,
  context: TaskContext<never>,
): Promise<{ sums: readonly WindowSums[]; meters: ReadonlyMap<number, ReferenceMeter> }> {
  const { sampleRate, channels, frames } = shape;
  const windowFrames = windowFramesAt(sampleRate);
  const windows = windowCount(frames, windowFrames);
  const summer = new WindowSummer({ sources: readers.length, ...shape });
  const framing = qualityFraming(sampleRate);
  const meters = new Map(
    [...references].map(([stem, { rms }]) => [
      stem,
      new ReferenceMeter({ channels, sampleRate, referenceRms: rms, windowFrames }),
    ]),
  );
  for (let window = 0; window < windows; window += 1) {
    if (context.signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
    const from = window * windowFrames;
    const to = window === windows - 1 ? frames : from + windowFrames;
    const sources: Block[] = [];
    for (const reader of readers) sources.push(await reader.read(from, to - from));
    summer.push(sources);
    if (references.size > 0) {
      const parts = [...references.values()];
      // Computes the mask with one extra frame of audio on each side, where available, so that windows join seamlessly.
      const begin = Math.max(0, from - framing.windowLength);
      const end = Math.min(frames, to + framing.windowLength);
      const wide: Block[] = [];
      for (const { reader, start } of parts) wide.push(await reader.read(start + begin, end - begin));
      const wideSources: Block[] = [];
      for (const reader of readers) wideSources.push(await reader.read(begin, end - begin));
      const mixture = sumOf(wideSources);
      const ideal = idealRatioMask(wide, mixture, framing);
      const middle = (block: Block): Float32Array[] =>
        block.map((channel) => channel.subarray(from - begin, to - begin));
      for (const [index, [stem, meter]] of [...meters].entries()) {
        meter.push(middle(wide[index]!), {
          stem: sources[stem]!,
          mixture: middle(mixture),
          ideal: middle(ideal[index]!),
        });
      }
    }
    context.progress({ done: (window + 1) / windows, phase: 'judging stems' });
  }
  return { sums: summer.finish(), meters };
}

const rounded = (value: number): number => Math.round(value * 100) / 100;

function reportOf(
  input: QualityInput,
  shape: Shape,
  sums: readonly WindowSums[],
  references: ReadonlyMap<number, OpenReference>,
  meters: ReadonlyMap<number, ReferenceMeter>,
): QualityReport {
  const { estimator, model } = input;
  const rest = input.stems.length;
  const stems = input.stems.map((stem, index): StemQuality => {
    const windows = estimator === null ? [] : soundingWindows(sums, index, estimator);
    const heard = windows.filter((window) => window !== null);
    const { stemId, name, label, instrument } = stem;
    return {
      stemId,
      name,
      label,
      instrument,
      expected:
        estimator === null || heard.length === 0 ? null : withSpread(together(heard), estimator.stem_spread),
      windows: sums.map((_, window) => {
        const sdr = windows[window]?.sdr;
        return sdr === undefined ? null : rounded(sdr);
      }),
      passages: estimator === null ? [] : passages(windows, rest, estimator.window_spread),
      measured: meters.get(index)?.result(references.get(index)?.file ?? '') ?? null,
    };
  });
  const share = (power: number, mixture: number): number => (mixture > 0 ? Math.min(1, power / mixture) : 0);
  const total = (of: (window: WindowSums) => number): number => sums.reduce((sum, one) => sum + of(one), 0);
  return {
    title: input.title,
    model,
    sampleRate: shape.sampleRate,
    offset: input.offset,
    frames: shape.frames,
    windowFrames: windowFramesAt(shape.sampleRate),
    estimator:
      estimator === null
        ? null
        : {
            modelId: estimator.model_id,
            modelVersion: estimator.model_version,
            fittedAt: estimator.fitted_at,
            fits: estimator.model_id === model.id && estimator.model_version === model.version,
            validation: estimator.validation.map((check) => ({
              set: check.set,
              windows: check.windows,
              stems: check.stems,
              windowCorrelation: check.window_correlation,
              stemCorrelation: check.stem_correlation,
              partnerRight: check.partner_right,
            })),
          },
    stems,
    restShare: {
      whole: share(
        total(({ power }) => power[rest]!),
        total(({ mixture }) => mixture),
      ),
      windows: sums.map(({ power, mixture }) => rounded(share(power[rest]!, mixture))),
    },
    unmatched: [...input.unmatched],
    createdAt: new Date().toISOString(),
  };
}

function soundingWindows(
  sums: readonly WindowSums[],
  stem: number,
  estimator: Estimator,
): (SoundingWindow | null)[] {
  const sounds = sounding(sums, stem);
  return sums.map((window, index) =>
    sounds[index] === true
      ? {
          sdr: expectedSdr(estimator, features(window, stem)),
          energy: window.power[stem]!,
          overlaps: overlapsOf(window, stem),
        }
      : null,
  );
}
