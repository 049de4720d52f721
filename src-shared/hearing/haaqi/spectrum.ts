import type { Pair } from './ear.ts';

/** Differences between the mean spectra of two signals. */
export interface SpectrumDifference {
  readonly loudness: number;
  readonly normalised: number;
}

/**
 * Differences of long-term spectra (Kates and Arehart 2016, III): in loudness as a share of all bands, and relative to
 * the sum in each band; both are 32 times the standard deviation over the bands.
 * @param levels mean levels of each band in dB above threshold, which stand for loudness after compression
 */
export function spectrumDifference(levels: Pair<readonly number[]>): SpectrumDifference {
  const loudness = (db: readonly number[]): number[] => {
    const linear = db.map((level) => 10 ** (level / 20));
    const sum = linear.reduce((all, value) => all + value, 0);
    return linear.map((value) => value / sum);
  };
  const [x, y] = [loudness(levels.reference), loudness(levels.processed)];
  return {
    loudness: x.length * deviation(x.map((value, n) => value - y[n]!)),
    normalised: x.length * deviation(x.map((value, n) => (value - y[n]!) / (value + y[n]!))),
  };
}

/** Standard deviation around the mean, divided by the number of values. */
function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
