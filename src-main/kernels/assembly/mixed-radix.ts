import { product, quarter, signsOf } from './complex';

/**
 * The passes of `src-shared/dsp/mixed-radix.ts` with the same arithmetic in the same order: Stockham's form, from one buffer
 * to the other. Complex numbers are interleaved re, im. A pass has `count` butterflies with twiddles of their own, each for
 * `stride` neighbouring transforms.
 */

export function radix2(to: usize, from: usize, twiddles: usize, count: i32, stride: i32): void {
  const out = (<usize>stride) << 4;
  const step = out * count;
  const turn = signsOf(true);
  for (let p = 0; p < count; p += 1) {
    const c1 = v128.load64_splat(twiddles);
    const s1 = v128.xor(v128.load64_splat(twiddles, 8), turn);
    for (const end = from + out; from < end; from += 16) {
      const x = v128.load(from);
      const y = v128.load(from + step);
      v128.store(to, f64x2.add(x, y));
      v128.store(to + out, product(f64x2.sub(x, y), c1, s1));
      to += 16;
    }
    to += out;
    twiddles += 16;
  }
}

const SIN_60: f64 = 0.8660254037844386;

export function radix3(to: usize, from: usize, twiddles: usize, count: i32, stride: i32): void {
  const out = (<usize>stride) << 4;
  const step = out * count;
  const turn = signsOf(true);
  const signs = signsOf(false);
  const half = f64x2.splat(0.5);
  const sine = f64x2.splat(SIN_60);
  for (let p = 0; p < count; p += 1) {
    const c1 = v128.load64_splat(twiddles);
    const s1 = v128.xor(v128.load64_splat(twiddles, 8), turn);
    const c2 = v128.load64_splat(twiddles, 16);
    const s2 = v128.xor(v128.load64_splat(twiddles, 24), turn);
    for (const end = from + out; from < end; from += 16) {
      const x = v128.load(from);
      const y = v128.load(from + step);
      const z = v128.load(from + 2 * step);
      const s = f64x2.add(y, z);
      const m = f64x2.sub(x, f64x2.mul(s, half));
      const t = quarter(f64x2.mul(sine, f64x2.sub(y, z)), signs);
      v128.store(to, f64x2.add(x, s));
      v128.store(to + out, product(f64x2.add(m, t), c1, s1));
      v128.store(to + 2 * out, product(f64x2.sub(m, t), c2, s2));
      to += 16;
    }
    to += 2 * out;
    twiddles += 32;
  }
}

export function radix4(to: usize, from: usize, twiddles: usize, count: i32, stride: i32): void {
  const out = (<usize>stride) << 4;
  const step = out * count;
  const turn = signsOf(true);
  const signs = signsOf(false);
  for (let p = 0; p < count; p += 1) {
    const c1 = v128.load64_splat(twiddles);
    const s1 = v128.xor(v128.load64_splat(twiddles, 8), turn);
    const c2 = v128.load64_splat(twiddles, 16);
    const s2 = v128.xor(v128.load64_splat(twiddles, 24), turn);
    const c3 = v128.load64_splat(twiddles, 32);
    const s3 = v128.xor(v128.load64_splat(twiddles, 40), turn);
    for (const end = from + out; from < end; from += 16) {
      const x = v128.load(from);
      const y = v128.load(from + step);
      const z = v128.load(from + 2 * step);
      const w = v128.load(from + 3 * step);
      const sum = f64x2.add(x, z);
      const m = f64x2.sub(x, z);
      const q = f64x2.add(y, w);
      const n = quarter(f64x2.sub(y, w), signs);
      v128.store(to, f64x2.add(sum, q));
      v128.store(to + out, product(f64x2.add(m, n), c1, s1));
      v128.store(to + 2 * out, product(f64x2.sub(sum, q), c2, s2));
      v128.store(to + 3 * out, product(f64x2.sub(m, n), c3, s3));
      to += 16;
    }
    to += 3 * out;
    twiddles += 48;
  }
}

const COS_72: f64 = 0.30901699437494745;
const COS_144: f64 = -0.8090169943749473;
const SIN_72: f64 = 0.9510565162951535;
const SIN_144: f64 = 0.5877852522924732;

export function radix5(to: usize, from: usize, twiddles: usize, count: i32, stride: i32): void {
  const out = (<usize>stride) << 4;
  const step = out * count;
  const turn = signsOf(true);
  const signs = signsOf(false);
  const c72 = f64x2.splat(COS_72);
  const c144 = f64x2.splat(COS_144);
  const s72 = f64x2.splat(SIN_72);
  const s144 = f64x2.splat(SIN_144);
  for (let p = 0; p < count; p += 1) {
    const c1 = v128.load64_splat(twiddles);
    const s1 = v128.xor(v128.load64_splat(twiddles, 8), turn);
    const c2 = v128.load64_splat(twiddles, 16);
    const s2 = v128.xor(v128.load64_splat(twiddles, 24), turn);
    const c3 = v128.load64_splat(twiddles, 32);
    const s3 = v128.xor(v128.load64_splat(twiddles, 40), turn);
    const c4 = v128.load64_splat(twiddles, 48);
    const s4 = v128.xor(v128.load64_splat(twiddles, 56), turn);
    for (const end = from + out; from < end; from += 16) {
      const x = v128.load(from);
      const b = v128.load(from + step);
      const c = v128.load(from + 2 * step);
      const d = v128.load(from + 3 * step);
      const e = v128.load(from + 4 * step);
      const be = f64x2.add(b, e);
      const d1 = f64x2.sub(b, e);
      const cd = f64x2.add(c, d);
      const d2 = f64x2.sub(c, d);
      const m1 = f64x2.add(f64x2.add(x, f64x2.mul(c72, be)), f64x2.mul(c144, cd));
      const m2 = f64x2.add(f64x2.add(x, f64x2.mul(c144, be)), f64x2.mul(c72, cd));
      const n1 = quarter(f64x2.add(f64x2.mul(s72, d1), f64x2.mul(s144, d2)), signs);
      const n2 = quarter(f64x2.sub(f64x2.mul(s144, d1), f64x2.mul(s72, d2)), signs);
      v128.store(to, f64x2.add(f64x2.add(x, be), cd));
      v128.store(to + out, product(f64x2.add(m1, n1), c1, s1));
      v128.store(to + 2 * out, product(f64x2.add(m2, n2), c2, s2));
      v128.store(to + 3 * out, product(f64x2.sub(m2, n2), c3, s3));
      v128.store(to + 4 * out, product(f64x2.sub(m1, n1), c4, s4));
      to += 16;
    }
    to += 4 * out;
    twiddles += 64;
  }
}
