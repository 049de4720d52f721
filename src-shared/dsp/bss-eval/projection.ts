import { Cholesky } from '../cholesky.ts';
import { crossCorrelate } from '../correlate.ts';
import { nextPowerOfTwo, RealFft } from '../fft.ts';

/** Taps of the filters that a reference may pass and still count as itself. */
export const FILTER_TAPS = 512;

export type Channels = readonly Float64Array[];

/**
 * Least-squares projections of a signal onto the space of some channels and their delays of 0 to 511 samples (E. Vincent,
 * R. Gribonval and C. Févotte, "Performance measurement in blind audio source separation", IEEE TASLP 14(4), 2006).
 * Signals count as zero outside their ends.
 */
export class Projector {
  readonly #channels: Channels;
  readonly #factor: Cholesky;

  /** @param correlations of `channels`, see `correlationsOf` */
  constructor(channels: Channels, correlations: (a: number, b: number) => Float64Array) {
    this.#channels = channels;
    const size = channels.length * FILTER_TAPS;
    const gram = new Float64Array(size * size);
    for (let a = 0; a < channels.length; a += 1) {
      for (let b = 0; b <= a; b += 1) {
        const correlation = correlations(a, b);
        for (let i = 0; i < FILTER_TAPS; i += 1) {
          const row = (a * FILTER_TAPS + i) * size + b * FILTER_TAPS;
          // Σ_n a[n - i]·b[n - j] = c[i - j] with c[k] = Σ_n a[n]·b[n + k].
          for (let j = 0; j < FILTER_TAPS; j += 1) gram[row + j] = correlation[FILTER_TAPS - 1 + i - j]!;
        }
      }
    }
    this.#factor = new Cholesky(gram, size);
  }

  /** The projection of `signal`, of its length; the tail of the filters beyond it is left out. */
  project(signal: Float64Array): Float64Array {
    const right = new Float64Array(this.#channels.length * FILTER_TAPS);
    this.#channels.forEach((channel, index) => {
      const correlation = crossCorrelate(signal, channel, FILTER_TAPS - 1);
      right.set(correlation.subarray(FILTER_TAPS - 1), index * FILTER_TAPS);
    });
    const filters = this.#factor.solve(right);
    const out = new Float64Array(signal.length);
    this.#channels.forEach((channel, index) => {
      addFiltered(out, channel, filters.subarray(index * FILTER_TAPS, (index + 1) * FILTER_TAPS));
    });
    return out;
  }
}

/** Correlations c[511 + k] = Σ_n a[n]·b[n + k] of each pair of channels, each computed once. */
export function correlationsOf(channels: Channels): (a: number, b: number) => Float64Array {
  const known = new Map<number, Float64Array>();
  return (a, b) => {
    const key = a * channels.length + b;
    const found = known.get(key) ?? crossCorrelate(channels[b]!, channels[a]!, FILTER_TAPS - 1);
    known.set(key, found);
    return found;
  };
}

/** Adds a signal through an FIR filter to `out`, both of one length (overlap-add). */
function addFiltered(out: Float64Array, signal: Float64Array, taps: Float64Array): void {
  const size = nextPowerOfTwo(8 * taps.length);
  const block = size - taps.length + 1;
  const fft = new RealFft(size);
  const [filter, spectrum] = [fft.createSpectrum(), fft.createSpectrum()];
  const piece = new Float64Array(size);
  piece.set(taps);
  fft.forward(piece, filter);
  for (let from = 0; from < signal.length; from += block) {
    piece.fill(0);
    piece.set(signal.subarray(from, from + block));
    fft.forward(piece, spectrum);
    for (let k = 0; k < spectrum.length; k += 2) {
      const re = spectrum[k]! * filter[k]! - spectrum[k + 1]! * filter[k + 1]!;
      spectrum[k + 1] = spectrum[k]! * filter[k + 1]! + spectrum[k + 1]! * filter[k]!;
      spectrum[k] = re;
    }
    fft.inverse(spectrum, piece);
    const to = Math.min(size, out.length - from);
    for (let n = 0; n < to; n += 1) out[from + n]! += piece[n]!;
  }
}
