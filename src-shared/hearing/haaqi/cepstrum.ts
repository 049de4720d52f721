import type { Pair } from './ear.ts';
import { symmetricHann } from './segments.ts';

const BASES = 6;
/** Envelopes come every 4 ms. */
const RATE_HZ = 250;
const EDGES_HZ = [4, 8, 12.5, 20, 32, 50, 80];
const ORDER = 128;
/** Segments quieter than this, in dB above threshold over all bands, don't count. */
const SILENCE_DB = 2.5;
const LEAST = 1e-30;

/** Likeness of the temporal modulation of the spectrum's shape. */
export interface CepstralCorrelation {
  /** Correlations 0 to 1: modulation bands (slow to fast) by cepstral bases. */
  readonly correlations: readonly (readonly number[])[];
  /** The mean over the four fast modulation bands and the bases but the first. */
  readonly fast: number;
}

/**
 * Correlation of mel cepstra in bands of modulation frequency (Kates and Arehart 2016, III): half-cosine bases over the
 * bands describe the spectrum of every segment; each base's course in time passes eight modulation filters and is
 * correlated between the two signals.
 * @param smoothed envelopes of each band in dB above threshold, one value per segment
 */
export function cepstralCorrelation(smoothed: Pair<readonly Float64Array[]>): CepstralCorrelation {
  const audible = audibleSegments(smoothed.reference);
  if (audible.length <= 1) return { correlations: FILTERS.map(() => BASIS.map(() => 0)), fast: 0 };
  const cepstra = (bands: readonly Float64Array[]): Float64Array[] =>
    BASIS.map((base) => {
      const course = Float64Array.from(audible, (segment) =>
        bands.reduce((sum, band, n) => sum + base[n]! * band[segment]!, 0),
      );
      return meanFree(course);
    });
  const [x, y] = [cepstra(smoothed.reference), cepstra(smoothed.processed)];
  const correlations = FILTERS.map((taps) =>
    BASIS.map((_, base) =>
      correlation(meanFree(filtered(x[base]!, taps)), meanFree(filtered(y[base]!, taps))),
    ),
  );
  const fast = correlations.slice(4).flatMap((bases) => bases.slice(1));
  return { correlations, fast: fast.reduce((sum, value) => sum + value, 0) / fast.length };
}

function audibleSegments(bands: readonly Float64Array[]): number[] {
  const segments = bands[0]?.length ?? 0;
  return Array.from({ length: segments }, (_, segment) => segment).filter((segment) => {
    const sum = bands.reduce((all, band) => all + 10 ** (band[segment]! / 20), 0);
    return 20 * Math.log10(sum / bands.length) > SILENCE_DB;
  });
}

const BANDS = 32;
const BASIS: readonly Float64Array[] = Array.from({ length: BASES }, (_, base) => {
  const shape = Float64Array.from({ length: BANDS }, (_, band) =>
    Math.cos((base * Math.PI * band) / (BANDS - 1)),
  );
  const norm = Math.sqrt(shape.reduce((sum, value) => sum + value * value, 0));
  return shape.map((value) => value / norm);
});

/** Linear-phase filters of 129 taps under a Hann window: a low-pass, six band-passes and a high-pass. */
export const FILTERS: readonly Float64Array[] = Array.from({ length: EDGES_HZ.length + 1 }, (_, n) =>
  bandPass(EDGES_HZ[n - 1] ?? 0, EDGES_HZ[n] ?? RATE_HZ / 2),
);

function bandPass(fromHz: number, toHz: number): Float64Array {
  const window = symmetricHann(ORDER + 1);
  const sinc = (hz: number, n: number): number => {
    const cutoff = (2 * hz) / RATE_HZ;
    return n === 0 ? cutoff : Math.sin(Math.PI * cutoff * n) / (Math.PI * n);
  };
  const taps = window.map((weight, k) => weight * (sinc(toHz, k - ORDER / 2) - sinc(fromHz, k - ORDER / 2)));
  // Unit gain at 0 Hz, at half the rate, or in the middle of the band.
  const centre = fromHz === 0 ? 0 : toHz === RATE_HZ / 2 ? toHz : (fromHz + toHz) / 2;
  const gain = taps.reduce(
    (sum, tap, k) => sum + tap * Math.cos((2 * Math.PI * centre * (k - ORDER / 2)) / RATE_HZ),
    0,
  );
  return taps.map((tap) => tap / gain);
}

/** The filtered signal of the same length, the filter's delay removed. */
function filtered(signal: Float64Array, taps: Float64Array): Float64Array {
  const half = ORDER / 2;
  return signal.map((_, n) => {
    let sum = 0;
    for (let k = Math.max(0, n + half - signal.length + 1); k <= Math.min(ORDER, n + half); k += 1) {
      sum += taps[k]! * signal[n + half - k]!;
    }
    return sum;
  });
}

function meanFree(signal: Float64Array): Float64Array {
  const mean = signal.reduce((sum, value) => sum + value, 0) / signal.length;
  return signal.map((value) => value - mean);
}

function correlation(x: Float64Array, y: Float64Array): number {
  let [xx, yy, xy] = [0, 0, 0];
  for (let n = 0; n < x.length; n += 1) {
    xx += x[n]! * x[n]!;
    yy += y[n]! * y[n]!;
    xy += x[n]! * y[n]!;
  }
  return xx < LEAST || yy < LEAST ? 0 : Math.abs(xy) / Math.sqrt(xx * yy);
}
