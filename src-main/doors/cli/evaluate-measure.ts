import { Failure } from '../../../src-shared/contract/failure.ts';
import { StemMetricsMeter, type StemMetrics } from '../../../src-shared/dsp/metrics.ts';
import { PerceptualMeter, type PerceptualFigures } from '../../../src-shared/dsp/perceptual.ts';
import type { PcmReader } from '../../audio/read/pcm.ts';

export interface StemFigures extends StemMetrics {
  /** Null where the reference is silent. */
  readonly perceptual: PerceptualFigures | null;
}

const BLOCK_FRAMES = 65_536;

export interface StemPair {
  readonly name: string;
  readonly reference: PcmReader;
  readonly estimate: PcmReader;
}

/** All alike in rate, channels and length; the pairs' references are among `references`. */
export interface Stems {
  readonly pairs: readonly StemPair[];
  readonly references: readonly PcmReader[];
  /** Null: the sum of all references. */
  readonly mixture: PcmReader | null;
}

/** How much of the work each is. */
const SHARES = { sdr: 0.3, perceptual: 0.7 };

/** @throws Failure `audio/not-finite` */
export async function measureStems(
  stems: Stems,
  progress: (done: number) => void,
): Promise<Map<string, StemFigures>> {
  const measured = await measureSdr(stems, (done) => progress(SHARES.sdr * done));
  const results = new Map<string, StemFigures>();
  for (const { pair, meter } of measured) {
    const metrics = meter.result();
    if ([metrics.sdr, metrics.siSdr, metrics.siSdrImprovement].some((figure) => Number.isNaN(figure))) {
      throw new Failure(
        'audio/not-finite',
        `"${pair.name}" or its reference holds samples that are not numbers`,
      );
    }
    const perceptual = await measurePerceptual(pair, meter.referenceRms, (done) => {
      progress(SHARES.sdr + (SHARES.perceptual * (results.size + done)) / measured.length);
    });
    results.set(pair.name, { ...metrics, perceptual });
  }
  return results;
}

async function measureSdr(
  { references, pairs, mixture }: Stems,
  progress: (done: number) => void,
): Promise<readonly { readonly pair: StemPair; readonly meter: StemMetricsMeter }[]> {
  const [any] = references;
  if (any === undefined) throw new Error('nothing to measure');
  const { channels, frames } = any;
  const measured = pairs.map((pair) => ({ pair, meter: new StemMetricsMeter(channels, true) }));
  for (let from = 0; from < frames; from += BLOCK_FRAMES) {
    progress(from / frames);
    const blocks = new Map<PcmReader, Float32Array[]>();
    for (const reader of references) blocks.set(reader, await reader.read(from, BLOCK_FRAMES));
    const mix = mixture === null ? sumOf([...blocks.values()]) : await mixture.read(from, BLOCK_FRAMES);
    for (const { pair, meter } of measured) {
      meter.push(blocks.get(pair.reference) ?? [], await pair.estimate.read(from, BLOCK_FRAMES), mix);
    }
  }
  return measured;
}

async function measurePerceptual(
  { reference, estimate }: StemPair,
  referenceRms: number,
  progress: (done: number) => void,
): Promise<PerceptualFigures | null> {
  const { sampleRate, channels, frames } = reference;
  const meter = new PerceptualMeter({ sampleRate, channels, referenceRms });
  for (let from = 0; from < frames; from += BLOCK_FRAMES) {
    progress(from / frames);
    meter.push(await reference.read(from, BLOCK_FRAMES), await estimate.read(from, BLOCK_FRAMES));
  }
  return meter.result().figures;
}

function sumOf(blocks: readonly (readonly Float32Array[])[]): Float32Array[] {
  const [first = []] = blocks;
  return first.map((_, channel) =>
    blocks
      .slice(1)
      .reduce(
        (sum, block) => sum.map((value, at) => value + (block[channel]?.[at] ?? 0)),
        Float32Array.from(first[channel] ?? []),
      ),
  );
}
