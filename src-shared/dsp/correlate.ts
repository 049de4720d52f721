import { nextPowerOfTwo, RealFft } from './fft.ts';

/**
 * Cross-correlation c[k] = Σ_n x[n + k - maxLag]·y[n] for k = 0 … 2·maxLag, samples beyond the ends being zero. Blocks of
 * `y` are correlated in the frequency domain and summed there, so that memory and time per sample do not depend on length.
 */
export function crossCorrelate(x: Float64Array, y: Float64Array, maxLag: number): Float64Array {
  const size = nextPowerOfTwo(Math.max(16, 2 * maxLag + Math.min(y.length, Math.max(1, 4 * maxLag))));
  const block = size - 2 * maxLag;
  const fft = fftOf(size);
  const [xs, ys, sum] = [fft.createSpectrum(), fft.createSpectrum(), fft.createSpectrum()];
  const signal = new Float64Array(size);
  for (let start = 0; start < y.length; start += block) {
    signal.fill(0);
    signal.set(y.subarray(start, start + block));
    fft.forward(signal, ys);
    signal.fill(0);
    const from = start - maxLag;
    signal.set(x.subarray(Math.max(0, from), Math.max(0, from + size)), Math.max(0, -from));
    fft.forward(signal, xs);
    for (let k = 0; k < sum.length; k += 2) {
      sum[k]! += xs[k]! * ys[k]! + xs[k + 1]! * ys[k + 1]!;
      sum[k + 1]! += xs[k + 1]! * ys[k]! - xs[k]! * ys[k + 1]!;
    }
  }
  fft.inverse(sum, signal);
  return signal.slice(0, 2 * maxLag + 1);
}

/** The transform of the last size, since one analysis uses the same size over and over. */
let last: RealFft | null = null;
function fftOf(size: number): RealFft {
  if (last?.size !== size) last = new RealFft(size);
  return last;
}

/** `signal` earlier by `samples` (later if negative), of the same length, zeros filling. */
export function advanced(signal: Float64Array, samples: number): Float64Array {
  const out = new Float64Array(signal.length);
  if (samples >= 0) out.set(signal.subarray(samples));
  else out.set(signal.subarray(0, Math.max(0, signal.length + samples)), Math.min(-samples, signal.length));
  return out;
}
