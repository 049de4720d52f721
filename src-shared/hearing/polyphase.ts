import { kaiser } from '../dsp/windows.ts';

const ZERO_CROSSINGS = 10;
const BETA = 5;

/**
 * A signal at `up / down` times its rate: low-pass at the lower Nyquist frequency, a sinc of ten zero crossings on either
 * side under a Kaiser window (beta 5), gain 1 at 0 Hz. Output n is the input at time n·down/up; there are
 * ceil(length·up/down).
 */
export function resamplePolyphase(signal: Float64Array, upTo: number, downFrom: number): Float64Array {
  const divisor = greatestCommonDivisor(upTo, downFrom);
  const [up, down] = [upTo / divisor, downFrom / divisor];
  const widest = Math.max(up, down);
  const half = ZERO_CROSSINGS * widest;
  const window = kaiser(2 * half + 1, BETA);
  const kernel = window.map((weight, n) => weight * sinc((n - half) / widest));
  const total = kernel.reduce((sum, value) => sum + value, 0);
  const taps = kernel.map((value) => (value * up) / total);
  const length = Math.ceil((signal.length * up) / down);
  return Float64Array.from({ length }, (_, n) => {
    // The upsampled signal has input k at k·up; the output is its convolution with the taps at n·down.
    const centre = n * down;
    const first = Math.max(0, Math.ceil((centre - half) / up));
    const last = Math.min(signal.length - 1, Math.floor((centre + half) / up));
    let sum = 0;
    for (let k = first; k <= last; k += 1) sum += signal[k]! * taps[centre - k * up + half]!;
    return sum;
  });
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
