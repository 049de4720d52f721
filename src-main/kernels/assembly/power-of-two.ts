import { quarter, signsOf, turned } from './complex';

/**
 * The passes of fft.js, which transforms powers of two: radix 4, decimated in time, with the same arithmetic in the same
 * order. Complex numbers are interleaved re, im.
 */

/** @param order of the first of each two numbers, in bytes; the second lies half the transform further */
export function firstPass2(to: usize, from: usize, order: usize, size: i32): void {
  const far = (<usize>size) << 3;
  for (let t = 0; t < size >> 1; t += 1) {
    const at = from + load<u32>(order + ((<usize>t) << 2));
    const even = v128.load(at);
    const odd = v128.load(at + far);
    v128.store(to, f64x2.add(even, odd));
    v128.store(to, f64x2.sub(even, odd), 16);
    to += 32;
  }
}

/** @param order of the first of each four numbers, in bytes; the others lie a quarter of the transform further */
export function firstPass4(to: usize, from: usize, order: usize, size: i32, inverse: bool): void {
  const far = (<usize>size) << 2;
  const signs = signsOf(inverse);
  for (let t = 0; t < size >> 2; t += 1) {
    const at = from + load<u32>(order + ((<usize>t) << 2));
    const a = v128.load(at);
    const b = v128.load(at + far);
    const c = v128.load(at + 2 * far);
    const d = v128.load(at + 3 * far);
    const t0 = f64x2.add(a, c);
    const t1 = f64x2.sub(a, c);
    const t2 = f64x2.add(b, d);
    const t3 = quarter(f64x2.sub(b, d), signs);
    v128.store(to, f64x2.add(t0, t2));
    v128.store(to, f64x2.add(t1, t3), 16);
    v128.store(to, f64x2.sub(t0, t2), 32);
    v128.store(to, f64x2.sub(t1, t3), 48);
    to += 64;
  }
}

/**
 * In place.
 * @param span numbers from one of a butterfly's four to the next
 * @param twiddles of the second, third and fourth number, for each of `span` butterflies
 */
export function nextPass4(data: usize, size: i32, span: i32, twiddles: usize, inverse: bool): void {
  const far = (<usize>span) << 4;
  const turn = signsOf(!inverse);
  const signs = signsOf(inverse);
  const end = data + ((<usize>size) << 4);
  for (let block = data; block < end; block += 4 * far) {
    let twiddle = twiddles;
    for (let at = block; at < block + far; at += 16) {
      const a = v128.load(at);
      const b = turned(v128.load(at + far), twiddle, turn);
      const c = turned(v128.load(at + 2 * far), twiddle + 16, turn);
      const d = turned(v128.load(at + 3 * far), twiddle + 32, turn);
      twiddle += 48;
      const t0 = f64x2.add(a, c);
      const t1 = f64x2.sub(a, c);
      const t2 = f64x2.add(b, d);
      const t3 = quarter(f64x2.sub(b, d), signs);
      v128.store(at, f64x2.add(t0, t2));
      v128.store(at + far, f64x2.add(t1, t3));
      v128.store(at + 2 * far, f64x2.sub(t0, t2));
      v128.store(at + 3 * far, f64x2.sub(t1, t3));
    }
  }
}
