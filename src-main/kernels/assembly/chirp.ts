import { signsOf, turned } from './complex';

/** What `chirp-transform.ts` does around its transforms. */

/** Interleaves two real signals under a window, or one and zeros: re and im of a complex signal of `length`. */
export function interleaved(to: usize, left: usize, right: usize, window: usize, length: i32): void {
  for (let n = 0; n < length; n += 1) {
    const w = load<f64>(window);
    const l = <f64>load<f32>(left) * w;
    store<f64>(to, l);
    store<f64>(to, right == 0 ? 0 : <f64>load<f32>(right) * w, 8);
    to += 16;
    window += 8;
    left += 4;
    if (right != 0) right += 4;
  }
}

/** Elementwise products of complex numbers; `to` may be `from`. */
export function multiplied(to: usize, from: usize, by: usize, count: i32): void {
  const turn = signsOf(true);
  for (const end = from + ((<usize>count) << 4); from < end; from += 16) {
    v128.store(to, turned(v128.load(from), by, turn));
    to += 16;
    by += 16;
  }
}

export function cleared(at: usize, bytes: usize): void {
  memory.fill(at, 0, bytes);
}

/**
 * The results k = -reach … reach of the convolution, divided by the transform's size and turned by the chirp.
 * @param found of the inverse transform; `backwards` as in `overlapAdd`
 * @param chirp for k = 0 … reach, the same for -k
 */
export function chirpBins(
  out: usize,
  found: usize,
  chirp: usize,
  reach: i32,
  size: i32,
  backwards: bool,
): void {
  const divisor = f64x2.splat(<f64>size);
  const turn = signsOf(true);
  let above = out + ((<usize>reach) << 4);
  let below = above;
  for (let k = 0; k <= reach; k += 1) {
    const near = v128.load(found + ((<usize>k) << 4));
    const far = v128.load(found + ((<usize>(k == 0 ? 0 : size - k)) << 4));
    v128.store(above, turned(f64x2.div(backwards ? far : near, divisor), chirp, turn));
    v128.store(below, turned(f64x2.div(backwards ? near : far, divisor), chirp, turn));
    above += 16;
    below -= 16;
    chirp += 16;
  }
}
