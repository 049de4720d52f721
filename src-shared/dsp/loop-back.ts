import { crossCorrelate } from './correlate.ts';
import { nextPowerOfTwo } from './fft.ts';

/** Feedback taps (from the output, counted from 1) of maximum-length sequences: primitive polynomials. */
const ORDER = 13;
const TAPS = [13, 4, 3, 1] as const;

/**
 * A maximum-length sequence of ±1, 2^13 - 1 long: its periodic autocorrelation is its length at zero and -1 elsewhere
 * (Rife and Vanderkooy 1989, "Transfer-Function Measurement with Maximum-Length Sequences").
 */
export function maximumLengthSequence(): Float32Array<ArrayBuffer> {
  const length = 2 ** ORDER - 1;
  let register = 1;
  return Float32Array.from({ length }, () => {
    const feedback = TAPS.reduce((bit, tap) => bit ^ ((register >> (ORDER - tap)) & 1), 0);
    const value = (register & 1) === 1 ? 1 : -1;
    register = (register >> 1) | (feedback << (ORDER - 1));
    return value;
  });
}

/**
 * How far a correlation peak stands above the root mean square of all lags. Noise of 30,000 lags reaches 5 by chance
 * once in a hundred measurements.
 */
const LEAST_PROMINENCE = 8;

/**
 * Finds a known sequence in what was recorded while it was played.
 * @param recorded begins with the first sample of the sequence at the output
 * @param mostLag samples, the longest delay that is looked for
 * @returns the delay in samples, or null where the sequence does not reach the input
 */
export function loopBackDelay(
  recorded: Float32Array,
  sequence: Float32Array,
  mostLag: number,
): number | null {
  const reach = nextPowerOfTwo(mostLag);
  const all = crossCorrelate(Float64Array.from(recorded), Float64Array.from(sequence), reach);
  const lags = all.subarray(reach, reach + mostLag + 1);
  let best = 0;
  let energy = 0;
  for (const [lag, value] of lags.entries()) {
    energy += value * value;
    // An inverted connection is a connection.
    if (Math.abs(value) > Math.abs(lags[best] ?? 0)) best = lag;
  }
  const rms = Math.sqrt(energy / lags.length);
  return rms > 0 && Math.abs(lags[best] ?? 0) > LEAST_PROMINENCE * rms ? best : null;
}
