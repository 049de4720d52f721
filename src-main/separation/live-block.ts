import type { LiveDelay } from '../../src-shared/contract/live-input.ts';
import type { WaveformSeparatorManifest } from '../inference/separator-manifest.ts';
import { createStreamModel } from '../inference/stream-model.ts';
import { emptyState, type WaveformCall } from '../inference/waveform-call.ts';
import { seededNoise } from './live-noise.ts';

type Blocks = Pick<WaveformSeparatorManifest, 'segmentSamples' | 'blockSamples' | 'sampleRate'>;

/** The shortest block that is tried, in seconds. */
const SHORTEST: Readonly<Record<LiveDelay, number>> = { short: 0, medium: 0.06, long: 0.2 };
/**
 * Seconds of work per second of sound up to which a block is short enough: the rest of the time is for transport, for the
 * window, and for moments in which other programs run.
 */
const COMFORTABLE = 0.5;
/** Sound on which the speed is measured, and the fewest blocks. */
const TRIAL_SECONDS = 0.4;
const LEAST_BLOCKS = 3;

export interface ChosenBlock {
  /** Samples. */
  readonly block: number;
  /** Seconds of work per second of sound in blocks of this length. */
  readonly realTimeFactor: number;
}

/** Lengths in samples to try, ascending: doublings of the model's shortest block, then its segment. Never empty. */
export function blocksToTry(
  { segmentSamples, blockSamples = segmentSamples, sampleRate }: Blocks,
  delay: LiveDelay,
): number[] {
  const lengths: number[] = [];
  for (let length = blockSamples; length < segmentSamples; length *= 2) {
    if (length >= SHORTEST[delay] * sampleRate) lengths.push(length);
  }
  return [...lengths, segmentSamples];
}

/** The shortest block that this machine sustains at the moment; the longest where it sustains none. */
export async function chooseBlock(
  call: WaveformCall,
  manifest: WaveformSeparatorManifest,
  delay: LiveDelay,
): Promise<ChosenBlock> {
  let chosen: ChosenBlock | null = null;
  for (const block of blocksToTry(manifest, delay)) {
    chosen = { block, realTimeFactor: await timeNoise(call, manifest, block) };
    if (chosen.realTimeFactor <= COMFORTABLE) break;
  }
  if (chosen === null) throw new Error('a model has at least one length of a block');
  return chosen;
}

/** Seconds of work per second of noise: the median of the blocks, because other programs interrupt some of them. */
async function timeNoise(
  call: WaveformCall,
  manifest: WaveformSeparatorManifest,
  block: number,
): Promise<number> {
  const seconds = block / manifest.sampleRate;
  const model = createStreamModel(call, emptyState(manifest));
  // The first block also warms up.
  await model.push(seededNoise(block, 0));
  const times: number[] = [];
  const count = Math.max(LEAST_BLOCKS, Math.ceil(TRIAL_SECONDS / seconds));
  for (let index = 1; index <= count; index += 1) {
    const noise = seededNoise(block, index);
    const started = performance.now();
    await model.push(noise);
    times.push((performance.now() - started) / 1000);
  }
  times.sort((a, b) => a - b);
  return (times[times.length >> 1] ?? Number.POSITIVE_INFINITY) / seconds;
}
