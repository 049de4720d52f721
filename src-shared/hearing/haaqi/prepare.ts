import { advanced, crossCorrelate } from '../../dsp/correlate.ts';
import { nalRTaps } from '../nal-r.ts';
import type { Audiogram } from '../audiogram.ts';
import { chebyshev2, filterSections, type SecondOrder } from '../iir.ts';
import { resamplePolyphase } from '../polyphase.ts';

/** The rate at which the model works, in Hz. */
export const MODEL_RATE = 24_000;
const MODEL_KHZ = MODEL_RATE / 1000;

/**
 * A signal at 24 kHz. As in the published model, rates count in whole kHz (44.1 kHz as 44), and the level is made equal
 * before and after: from higher rates the level below 10.5 kHz, from lower ones that of the whole.
 */
export function toModelRate(signal: Float64Array, sampleRate: number): Float64Array {
  const khz = Math.round(sampleRate / 1000);
  if (khz === MODEL_KHZ) return signal.slice();
  const out = resamplePolyphase(signal, MODEL_KHZ, khz);
  const level = (samples: Float64Array, rateKhz: number): number =>
    rms(khz < MODEL_KHZ ? samples : filterSections(chebyshev2(7, 30, 21 / rateKhz), samples));
  const [before, after] = [level(signal, khz), level(out, MODEL_KHZ)];
  return after === 0 ? out : out.map((value) => (value * before) / after);
}

export interface Aligned {
  readonly reference: Float64Array;
  readonly processed: Float64Array;
  /** By how many samples the processed signal was late. */
  readonly peakDelay: number;
  /** `[first, last]` sample of the reference that was kept. */
  readonly kept: readonly [number, number];
}

/** Ahead of the greatest correlation, which may lie in the middle of a spread response: 2 ms. */
const MARGIN = 48;
const AUDIBLE_SHARE = 0.001;

/**
 * Shifts the processed signal to where it correlates most with the reference, less 2 ms, and keeps what lies between the
 * first and the last sample of the reference above a thousandth of its peak.
 */
export function align(referenceIn: Float64Array, processedIn: Float64Array): Aligned {
  const length = Math.min(referenceIn.length, processedIn.length);
  const reference = referenceIn.subarray(0, length);
  const processed = processedIn.subarray(0, length);
  const correlation = crossCorrelate(meanFree(reference), meanFree(processed), length - 1);
  let peak = 0;
  for (let k = 1; k < correlation.length; k += 1) {
    if (Math.abs(correlation[k]!) > Math.abs(correlation[peak]!)) peak = k;
  }
  const peakDelay = length - 1 - peak;
  const moved = advanced(processed, peakDelay - MARGIN);
  const threshold = AUDIBLE_SHARE * reference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let first = 0;
  while (first < length - 1 && Math.abs(reference[first]!) <= threshold) first += 1;
  let last = length - 1;
  while (last > first && Math.abs(reference[last]!) <= threshold) last -= 1;
  return {
    reference: reference.slice(first, last + 1),
    processed: moved.slice(first, last + 1),
    peakDelay,
    kept: [first, last],
  };
}

const NAL_R_ORDER = 140;

/**
 * The reference amplified for the listener by NAL-R. The model drops the first 140 samples of the convolution, twice the
 * filter's delay; the scale of its scores includes that.
 */
export function amplified(reference: Float64Array, audiogram: Audiogram): Float64Array {
  const taps = nalRTaps(audiogram, NAL_R_ORDER, MODEL_RATE);
  const { length } = reference;
  return Float64Array.from({ length }, (_, n) => {
    let sum = 0;
    const at = n + NAL_R_ORDER;
    for (let k = Math.max(0, at - length + 1); k < taps.length; k += 1) sum += taps[k]! * reference[at - k]!;
    return sum;
  });
}

/** Butterworth sections by the bilinear transform: 1st-order low-pass at 5 kHz, 2nd-order high-pass at 350 Hz. */
const MIDDLE_EAR: readonly SecondOrder[] = [lowPass1(5000), highPass2(350)];

/** The transmission of the middle ear (J. M. Kates, "A time-domain digital cochlear model", IEEE Trans. SP 39, 1991). */
export function middleEar(signal: Float64Array): Float64Array {
  return filterSections(MIDDLE_EAR, signal);
}

function lowPass1(hz: number): SecondOrder {
  const k = Math.tan((Math.PI * hz) / MODEL_RATE);
  return [k / (1 + k), k / (1 + k), 0, (k - 1) / (k + 1), 0];
}

function highPass2(hz: number): SecondOrder {
  const k = Math.tan((Math.PI * hz) / MODEL_RATE);
  const a0 = 1 + Math.SQRT2 * k + k * k;
  return [1 / a0, -2 / a0, 1 / a0, (2 * (k * k - 1)) / a0, (1 - Math.SQRT2 * k + k * k) / a0];
}

export function rms(signal: Float64Array): number {
  let sum = 0;
  for (const value of signal) sum += value * value;
  return Math.sqrt(sum / Math.max(1, signal.length));
}

function meanFree(signal: Float64Array): Float64Array {
  let sum = 0;
  for (const value of signal) sum += value;
  const mean = sum / signal.length;
  return signal.map((value) => value - mean);
}
