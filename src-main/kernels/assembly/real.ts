import { conjugate, quarter, signsOf } from './complex';

/**
 * Transforms of real signals over a complex transform of half the length, with the arithmetic of `src-shared/dsp/fft.ts`:
 * a signal's samples are the numbers of the complex transform, two by two. `turns` has cos and sin of 2πk/size, k = 0 … half.
 */

/** even + cos·(-i·odd) - sin·odd, with the signs of -i. */
function combined(even: v128, odd: v128, turn: usize, signs: v128): v128 {
  const c = v128.load64_splat(turn);
  const s = v128.load64_splat(turn, 8);
  return f64x2.sub(f64x2.add(even, f64x2.mul(c, quarter(odd, signs))), f64x2.mul(s, odd));
}

/** The half spectrum, bins 0 … half, from the transform of the packed signal. */
export function unpack(spectrum: usize, transformed: usize, half: i32, turns: usize): void {
  const signs = signsOf(false);
  const scale = f64x2.splat(0.5);
  for (let k = 0; k <= half; k += 1) {
    const a = v128.load(transformed + ((<usize>(k == half ? 0 : k)) << 4));
    const b = conjugate(v128.load(transformed + ((<usize>(k == 0 ? 0 : half - k)) << 4)));
    const even = f64x2.mul(f64x2.add(a, b), scale);
    const odd = f64x2.mul(f64x2.sub(a, b), scale);
    const at = (<usize>k) << 4;
    v128.store(spectrum + at, combined(even, odd, turns + at, signs));
  }
}

/** What the inverse complex transform takes; the imaginary parts of the first and the last bin count as zero. */
export function pack(packed: usize, spectrum: usize, half: i32, turns: usize): void {
  const signs = signsOf(true);
  const scale = f64x2.splat(0.5);
  for (let k = 0; k < half; k += 1) {
    const at = (<usize>k) << 4;
    const far = (<usize>(half - k)) << 4;
    const a = k == 0 ? v128.load64_zero(spectrum) : v128.load(spectrum + at);
    const b = conjugate(k == 0 ? v128.load64_zero(spectrum + far) : v128.load(spectrum + far));
    const even = f64x2.mul(f64x2.add(a, b), scale);
    const odd = f64x2.mul(f64x2.sub(a, b), scale);
    v128.store(packed + at, combined(even, odd, turns + at, signs));
  }
}
