import type { Passage } from '../../audio/read/passage.ts';
import { nextPowerOfTwo, RealFft } from '../../../src-shared/dsp/fft.ts';
import { hann } from '../../../src-shared/dsp/windows.ts';
import { mean } from './bands.ts';

/** Windows that are looked at, spread over the recording. */
const WINDOWS = 240;
const WINDOW_SECONDS = 0.19;
const LOWEST_HZ = 110;
const HIGHEST_HZ = 2000;
/** Of the loudest peak in its window: softer ones are noise or other partials' skirts. */
const LEAST_PEAK = 0.1;

/**
 * The recording's deviation from the equal-tempered semitones of A = 440 Hz: the circular mean of the
 * spectral peaks' deviations, weighted by magnitude.
 * @returns cents in [-50, 50); 0 for silence
 */
export async function estimateTuning(passage: Passage, signal: AbortSignal): Promise<number> {
  const length = Math.round(WINDOW_SECONDS * passage.sampleRate);
  const size = nextPowerOfTwo(length);
  const fft = new RealFft(size);
  const spectrum = fft.createSpectrum();
  const window = hann(length);
  const time = new Float64Array(size);
  const magnitude = new Float64Array(fft.bins);
  const windows = Math.min(WINDOWS, Math.max(1, Math.floor(passage.length / length)));
  let [cosine, sine] = [0, 0];
  for (let index = 0; index < windows; index += 1) {
    signal.throwIfAborted();
    const start = Math.floor(((index + 0.5) / windows) * passage.length - length / 2);
    const samples = mean(await passage.read(start, length));
    for (let n = 0; n < length; n += 1) time[n] = samples[n]! * window[n]!;
    fft.forward(time, spectrum);
    for (let k = 0; k < fft.bins; k += 1) magnitude[k] = Math.hypot(spectrum[2 * k]!, spectrum[2 * k + 1]!);
    for (const { hertz, weight } of peaksOf(magnitude, passage.sampleRate / size)) {
      const angle = 2 * Math.PI * 12 * Math.log2(hertz / 440);
      cosine += weight * Math.cos(angle);
      sine += weight * Math.sin(angle);
    }
  }
  const cents = (100 * Math.atan2(sine, cosine)) / (2 * Math.PI);
  return cents >= 50 ? -50 : cents;
}

/** Local maxima, their frequencies interpolated by a parabola through the logarithms (Smith and Serra 1987). */
function peaksOf(magnitude: Float64Array, binHz: number): { hertz: number; weight: number }[] {
  const first = Math.max(1, Math.ceil(LOWEST_HZ / binHz));
  const last = Math.min(magnitude.length - 2, Math.floor(HIGHEST_HZ / binHz));
  let loudest = 0;
  for (let k = first; k <= last; k += 1) loudest = Math.max(loudest, magnitude[k]!);
  const peaks: { hertz: number; weight: number }[] = [];
  if (!(loudest > 0)) return peaks;
  for (let k = first; k <= last; k += 1) {
    const [left, here, right] = [magnitude[k - 1]!, magnitude[k]!, magnitude[k + 1]!];
    if (here < LEAST_PEAK * loudest || here <= left || here < right) continue;
    const [a, b, c] = [left, here, right].map((value) => Math.log(value + 1e-12)) as [number, number, number];
    const offset = (0.5 * (a - c)) / (a - 2 * b + c);
    peaks.push({ hertz: (k + offset) * binHz, weight: here });
  }
  return peaks;
}
