import { join } from 'node:path';
import type { Figures } from '../../src-shared/contract/quality.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import type { NamedHearing } from '../../src-shared/hearing/audiogram.ts';
import { StemMetricsMeter } from '../../src-shared/dsp/metrics.ts';
import { PerceptualMeter, type PerceptualFigures } from '../../src-shared/dsp/perceptual.ts';
import { openAny } from '../audio/open-any.ts';
import type { PcmReader } from '../audio/read/pcm.ts';
import { boundedDb, figuresOf, sumOf } from './figures.ts';
import { measureBss, measureHaaqi, type BssStem, type HaaqiFigure } from './further-figures.ts';

export interface CompareInput {
  /** Paths of the isolated originals by name; if `mixture` is null, their sum is the mixture. */
  readonly references: Readonly<Record<string, string>>;
  /** Paths by name; each must have a reference of the same name. */
  readonly estimates: Readonly<Record<string, string>>;
  /** Path of the unprocessed mixture. */
  readonly mixture: string | null;
  /** Whether to measure BSSEval v4, which holds all signals in memory. */
  readonly bss?: boolean;
  /** For HAAQI. */
  readonly listeners?: readonly NamedHearing[];
  /** Folder for decoded audio; the caller that starts the task removes it. */
  readonly scratch: string;
}

export interface ComparedStem extends Figures {
  readonly name: string;
  /** Gain in SI-SDR over the unprocessed mixture. */
  readonly siSdrImprovement: number | null;
  /** The reference is silent, so there are no figures. */
  readonly silent: boolean;
}

export interface CompareResult {
  /** Sorted by name. */
  readonly stems: readonly ComparedStem[];
  /** Empty unless asked for. */
  readonly bss: readonly BssStem[];
  readonly haaqi: readonly HaaqiFigure[];
}

const BLOCK_FRAMES = 65_536;
/** Each phase's share of the total work. */
/** How long BSSEval or HAAQI takes, compared with everything else. */
const FURTHER_PART = 2;
const SHARES = { reading: 0.7, exact: 0.09, perceptual: 0.21 };

export interface Pair {
  readonly name: string;
  readonly reference: PcmReader;
  readonly estimate: PcmReader;
}
export interface Opened {
  readonly references: readonly PcmReader[];
  readonly pairs: readonly Pair[];
  readonly mixture: PcmReader | null;
}
type Progress = (done: number) => void;

/**
 * Compares estimates with their references over whole files, in constant memory.
 * @throws Failure `call/invalid` if the files differ in shape, `audio/not-finite`, `call/cancelled`, as `openAny`
 */
export async function runCompare(input: CompareInput, context: TaskContext<never>): Promise<CompareResult> {
  const toClose: PcmReader[] = [];
  const { bss = false, listeners = [] } = input;
  const furtherParts = Number(bss) + Number(listeners.length > 0);
  const share = 1 / (1 + FURTHER_PART * furtherParts);
  const count = Object.keys(input.references).length + Object.keys(input.estimates).length + 1;
  const open = async (path: string): Promise<PcmReader> => {
    context.progress({ done: (share * SHARES.reading * toClose.length) / count, phase: 'reading' });
    const reader = await openAny(path, join(input.scratch, `file-${toClose.length}`), context);
    toClose.push(reader);
    return reader;
  };
  const comparing = (done: number): void => {
    if (context.signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
    context.progress({ done: share * (SHARES.reading + done), phase: 'comparing' });
  };
  try {
    const opened = await openAll(input, open);
    const stems = await measure(opened, comparing);
    const part = (from: number, phase: string) => (done: number) => {
      if (context.signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
      context.progress({ done: share * (1 + FURTHER_PART * (from + done)), phase });
    };
    return {
      stems,
      bss: bss ? await measureBss(opened, part(0, 'BSSEval')) : [],
      haaqi: await measureHaaqi(opened.pairs, listeners, part(Number(bss), 'HAAQI')),
    };
  } finally {
    for (const reader of toClose) await reader.close();
  }
}

async function openAll(
  { references, estimates, mixture }: CompareInput,
  open: (path: string) => Promise<PcmReader>,
): Promise<Opened> {
  const byName = new Map<string, PcmReader>();
  for (const [name, path] of Object.entries(references)) byName.set(name, await open(path));
  const pairs: Pair[] = [];
  for (const [name, reference] of byName) {
    const path = estimates[name];
    if (path !== undefined) pairs.push({ name, reference, estimate: await open(path) });
  }
  pairs.sort((a, b) => (a.name < b.name ? -1 : 1));
  const mixtureReader = mixture === null ? null : await open(mixture);
  requireAlike([...byName, ...pairs.map(({ name, estimate }) => [name, estimate] as const)], mixtureReader);
  return { references: [...byName.values()], pairs, mixture: mixtureReader };
}

function requireAlike(files: readonly (readonly [string, PcmReader])[], mixture: PcmReader | null): void {
  const [first] = files;
  if (first === undefined) return;
  const all = mixture === null ? files : [...files, ['the mixture', mixture] as const];
  for (const [name, reader] of all) {
    for (const field of ['sampleRate', 'channels', 'frames'] as const) {
      if (reader[field] === first[1][field]) continue;
      const what = { sampleRate: 'sample rate', channels: 'number of channels', frames: 'length' }[field];
      throw new Failure(
        'call/invalid',
        `"${name}" has another ${what} than "${first[0]}" (${reader[field]}, not ${first[1][field]})`,
      );
    }
  }
}

async function measure(opened: Opened, progress: Progress): Promise<ComparedStem[]> {
  const measured = await measureExact(opened, (done) => progress(SHARES.exact * done));
  const stems: ComparedStem[] = [];
  for (const { pair, meter } of measured) {
    const metrics = meter.result();
    if ([metrics.sdr, metrics.siSdr, metrics.siSdrImprovement].some((figure) => Number.isNaN(figure))) {
      throw new Failure(
        'audio/not-finite',
        `"${pair.name}" or its reference holds samples that are not numbers`,
      );
    }
    const perceptual = await measurePerceptual(pair, meter.referenceRms, (done) =>
      progress(SHARES.exact + (SHARES.perceptual * (stems.length + done)) / measured.length),
    );
    stems.push({
      name: pair.name,
      ...figuresOf(metrics, perceptual),
      siSdrImprovement: boundedDb(metrics.siSdrImprovement),
      silent: metrics.silent,
    });
  }
  return stems;
}

async function measureExact(
  { references, pairs, mixture }: Opened,
  progress: Progress,
): Promise<readonly { readonly pair: Pair; readonly meter: StemMetricsMeter }[]> {
  const [any] = references;
  if (any === undefined) throw new Error('a comparison has references');
  const measured = pairs.map((pair) => ({ pair, meter: new StemMetricsMeter(any.channels, true) }));
  for (let from = 0; from < any.frames; from += BLOCK_FRAMES) {
    progress(from / any.frames);
    const blocks = new Map<PcmReader, Float32Array[]>();
    for (const reader of references) blocks.set(reader, await reader.read(from, BLOCK_FRAMES));
    const mix = mixture === null ? sumOf([...blocks.values()]) : await mixture.read(from, BLOCK_FRAMES);
    for (const { pair, meter } of measured) {
      meter.push(blocks.get(pair.reference) ?? [], await pair.estimate.read(from, BLOCK_FRAMES), mix);
    }
  }
  return measured;
}

/** A second pass, because it needs the reference's level over the whole file. */
async function measurePerceptual(
  { reference, estimate }: Pair,
  referenceRms: number,
  progress: Progress,
): Promise<PerceptualFigures | null> {
  const { sampleRate, channels, frames } = reference;
  const meter = new PerceptualMeter({ sampleRate, channels, referenceRms });
  for (let from = 0; from < frames; from += BLOCK_FRAMES) {
    progress(from / frames);
    meter.push(await reference.read(from, BLOCK_FRAMES), await estimate.read(from, BLOCK_FRAMES));
  }
  return meter.result().figures;
}
