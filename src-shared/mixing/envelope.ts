import type { EndFade, Envelope, FadeShape, GainRegion } from '../project/envelope.ts';
import { dbToGain } from './levels.ts';
import { Deglitcher } from './smoothing.ts';
import { MIX_BLOCK } from './types.ts';

/**
 * A fade's share at `x` of its way, from 0 at 0 to 1 at 1. The raised cosine is (1 - cos(πx)) / 2; of either shape, the
 * shares of a fade-in and a fade-out over the same samples sum to 1.
 */
export function fadeShare(shape: FadeShape, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  return shape === 'linear' ? x : (1 - Math.cos(Math.PI * x)) / 2;
}

/**
 * A region's factor at a sample: 1 outside, its gain between the fades, and in a fade the mix of both by its share,
 * which is taken in the middle of each sample, so that a reversed region gives reversed factors.
 */
export function regionFactor({ start, end, gainDb, fadeIn, fadeOut }: GainRegion, at: number): number {
  if (at < start || at >= end) return 1;
  let share = 1;
  if (at < start + fadeIn.frames) share = fadeShare(fadeIn.shape, (at - start + 0.5) / fadeIn.frames);
  else if (at >= end - fadeOut.frames) share = fadeShare(fadeOut.shape, (end - at - 0.5) / fadeOut.frames);
  return 1 + share * (dbToGain(gainDb) - 1);
}

/** The factor of a track's own fade-in at a sample; for a fade-out, 1 minus it. */
function endShare({ start, end, shape }: EndFade, at: number): number {
  return fadeShare(shape, (at - start + 0.5) / (end - start));
}

/** The envelope's factor at a sample of the project; 1 without an envelope. */
export function envelopeFactor(envelope: Envelope | null, at: number): number {
  if (envelope === null) return 1;
  const { regions, fadeIn, fadeOut } = envelope;
  const region = regions[firstEndingAfter(regions, at)];
  let factor = region === undefined ? 1 : regionFactor(region, at);
  if (fadeIn !== null) factor *= endShare(fadeIn, at);
  if (fadeOut !== null) factor *= 1 - endShare(fadeOut, at);
  return factor;
}

function firstEndingAfter(regions: readonly GainRegion[], at: number): number {
  let low = 0;
  let high = regions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (regions[middle]!.end <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Sets `out[n]` to the factor at `position + n`. */
export function fillEnvelope(envelope: Envelope | null, position: number, out: Float64Array): void {
  out.fill(1);
  if (envelope === null) return;
  const { regions, fadeIn, fadeOut } = envelope;
  const last = position + out.length;
  for (let index = firstEndingAfter(regions, position); index < regions.length; index += 1) {
    const region = regions[index]!;
    if (region.start >= last) break;
    const to = Math.min(last, region.end);
    for (let at = Math.max(position, region.start); at < to; at += 1) {
      out[at - position] = regionFactor(region, at);
    }
  }
  if (fadeIn !== null && position < fadeIn.end) {
    for (let n = 0; n < out.length; n += 1) out[n]! *= endShare(fadeIn, position + n);
  }
  if (fadeOut !== null && last > fadeOut.start) {
    for (let n = 0; n < out.length; n += 1) out[n]! *= 1 - endShare(fadeOut, position + n);
  }
}

/** A track's envelope during playback. Where its factor is 1, samples stay bit for bit as they are. */
export class PlayingEnvelope {
  readonly #curve = new Float64Array(MIX_BLOCK);
  readonly #steps: Deglitcher;
  #envelope: Envelope | null = null;

  constructor(ramp: number) {
    this.#steps = new Deglitcher(ramp);
  }

  configure(envelope: Envelope | null): void {
    this.#envelope = envelope;
  }

  reset(): void {
    this.#steps.reset();
  }

  /**
   * Multiplies MIX_BLOCK frames in place. `changed`: the envelope is another one, or the position is not contiguous with
   * the previous block.
   */
  process(channels: readonly Float32Array[], position: number, changed: boolean): void {
    if (this.#envelope === null && !changed && this.#steps.isSettled && this.#steps.last === 1) return;
    const curve = this.#curve;
    fillEnvelope(this.#envelope, position, curve);
    this.#steps.apply(curve, changed ? envelopeFactor(this.#envelope, position - 1) : Number.NaN);
    if (isNeutral(curve)) return;
    for (let c = 0; c < channels.length; c += 1) {
      const channel = channels[c]!;
      for (let n = 0; n < MIX_BLOCK; n += 1) channel[n]! *= curve[n]!;
    }
  }
}

function isNeutral(curve: Float64Array): boolean {
  for (let n = 0; n < curve.length; n += 1) if (curve[n] !== 1) return false;
  return true;
}
