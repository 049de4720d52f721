import { kaiser } from './windows.ts';

/** Attenuation that the window is designed for; the ripple of the pass band follows from it: 0.003 dB. */
const ATTENUATION_DB = 70;

/**
 * A linear-phase low-pass: flat up to `passHz`, down by 70 dB from `stopHz` on. Windowed sinc with Kaiser's formulas for
 * length and beta (Kaiser 1974; Oppenheim and Schafer, Discrete-Time Signal Processing, 7.6).
 * @returns an odd number of taps, symmetric, with a gain of 1 at 0 Hz
 */
export function lowPassTaps(sampleRate: number, passHz: number, stopHz: number): Float64Array {
  const width = (2 * Math.PI * (stopHz - passHz)) / sampleRate;
  const half = Math.ceil((ATTENUATION_DB - 7.95) / (2.285 * width) / 2);
  const window = kaiser(2 * half + 1, 0.1102 * (ATTENUATION_DB - 8.7));
  const cutoff = (passHz + stopHz) / sampleRate;
  const taps = window.map((weight, n) => {
    const t = n - half;
    return weight * (t === 0 ? cutoff : Math.sin(Math.PI * cutoff * t) / (Math.PI * t));
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/** Filters without delay: output sample n is centred on input sample n; zeros outside the ends. */
export function filterCentred(samples: Float32Array, taps: Float64Array): Float32Array {
  const half = (taps.length - 1) / 2;
  const out = new Float32Array(samples.length);
  for (let n = 0; n < samples.length; n += 1) {
    const from = Math.max(-half, n - samples.length + 1);
    const to = Math.min(half, n);
    let sum = 0;
    for (let t = from; t <= to; t += 1) sum += taps[t + half]! * samples[n - t]!;
    out[n] = sum;
  }
  return out;
}
