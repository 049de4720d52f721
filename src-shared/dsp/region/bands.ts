import type { HarmonicsShape } from './shapes.ts';
import { EDGE_BINS, rise } from './weights.ts';

/** A range of frequencies; null reaches to 0 Hz, and to half the sample rate. */
export interface Band {
  readonly lowHz: number | null;
  readonly highHz: number | null;
}

/**
 * A weight per bin, 0 … fftSize/2: one inside the band, zero outside, with raised cosines of four bins centred on its
 * edges. The weights of two bands that meet sum to one.
 */
export function bandWeights({ lowHz, highHz }: Band, sampleRate: number, fftSize: number): Float64Array {
  const binHz = sampleRate / fftSize;
  return Float64Array.from({ length: fftSize / 2 + 1 }, (_, bin) => {
    const above = lowHz === null ? 1 : rise((bin - lowHz / binHz) / EDGE_BINS);
    const below = highHz === null ? 1 : rise((highHz / binHz - bin) / EDGE_BINS);
    return Math.min(above, below);
  });
}

const CENTS = 1200;

/**
 * A weight per bin for a note's comb. A band is at least as wide as a steady partial's main lobe, so that all of it
 * passes, but no wider for that than the distance of the harmonics, where neighbours meet and sum to one.
 */
export function harmonicsWeights(
  { hz, count, cents }: HarmonicsShape,
  sampleRate: number,
  fftSize: number,
): Float64Array {
  const binHz = sampleRate / fftSize;
  const weights = new Float64Array(fftSize / 2 + 1);
  const least = Math.min(EDGE_BINS * binHz, hz / 2);
  for (let h = 1; h <= count && h * hz < sampleRate / 2; h += 1) {
    const partial = h * hz;
    const ratio = 2 ** (cents / 2 / CENTS);
    const lowHz = Math.min(partial / ratio, partial - least);
    const highHz = Math.max(partial * ratio, partial + least);
    for (let bin = Math.max(0, Math.floor(lowHz / binHz) - EDGE_BINS); bin < weights.length; bin += 1) {
      if (bin > highHz / binHz + EDGE_BINS) break;
      const weight = Math.min(
        rise((bin - lowHz / binHz) / EDGE_BINS),
        rise((highHz / binHz - bin) / EDGE_BINS),
      );
      weights[bin] = Math.min(1, weights[bin]! + weight);
    }
  }
  return weights;
}
