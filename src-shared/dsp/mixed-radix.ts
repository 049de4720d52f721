/**
 * The Fourier transform at sizes 2^a·3^b·5^c, in place of fft.js, which knows powers of two only: at 48 and 96 kHz these
 * sizes are half the next power of two. Stockham's autosorting form (Van Loan, Computational Frameworks for the Fast
 * Fourier Transform, 1992, section 1.7): one pass for each factor, from one buffer to the other.
 * Complex numbers are interleaved re, im.
 */
export class MixedRadixFft {
  readonly size: number;
  readonly #passes: readonly Pass[];
  readonly #buffers: readonly [Float64Array, Float64Array];

  /** @param size a product of 2, 3 and 5 */
  constructor(size: number) {
    this.size = size;
    const factors = factorsOf(size);
    if (factors === null) throw new Error(`${size} is not a product of 2, 3 and 5`);
    let left = size;
    let stride = 1;
    this.#passes = factors.map((radix): Pass => {
      const pass = { radix, count: left / radix, stride, twiddles: twiddlesOf(left, radix) };
      left /= radix;
      stride *= radix;
      return pass;
    });
    this.#buffers = [new Float64Array(2 * size), new Float64Array(2 * size)];
  }

  /** Unscaled. `input` and `out` may be the same. */
  transform(out: Float64Array, input: Float64Array): void {
    out.set(this.#run(input));
  }

  /** Divided by the size: the forward transform read backwards. `input` and `out` may be the same. */
  inverseTransform(out: Float64Array, input: Float64Array): void {
    const { size } = this;
    const found = this.#run(input);
    out[0] = found[0]! / size;
    out[1] = found[1]! / size;
    for (let n = 1; n < size; n += 1) {
      out[2 * n] = found[2 * (size - n)]! / size;
      out[2 * n + 1] = found[2 * (size - n) + 1]! / size;
    }
  }

  #run(input: Float64Array): Float64Array {
    let [from, to] = this.#buffers;
    from.set(input);
    for (const pass of this.#passes) {
      BUTTERFLIES[pass.radix](pass, from, to);
      [from, to] = [to, from];
    }
    return from;
  }
}

export type Radix = 2 | 3 | 4 | 5;

interface Pass {
  readonly radix: Radix;
  /** Butterflies with a twiddle of their own. */
  readonly count: number;
  /** Neighbouring transforms that share it. */
  readonly stride: number;
  /** e^(-2πi·p·k/(count·radix)) for p = 0 … count - 1 and k = 1 … radix - 1, interleaved. */
  readonly twiddles: Float64Array;
}

/** Null if there are other factors. */
export function factorsOf(size: number): Radix[] | null {
  const factors: Radix[] = [];
  let left = size;
  for (const radix of [4, 2, 3, 5] as const) {
    while (left % radix === 0 && left > 1) {
      factors.push(radix);
      left /= radix;
    }
  }
  return left === 1 && Number.isInteger(size) && size >= 1 ? factors : null;
}

/** The smallest even product of 2, 3 and 5 that is at least `length`. */
export function nextFastSize(length: number): number {
  let size = 2 * Math.ceil(Math.max(2, length) / 2);
  while (factorsOf(size) === null) size += 2;
  return size;
}

export function twiddlesOf(size: number, radix: Radix): Float64Array {
  const count = size / radix;
  const out = new Float64Array(2 * count * (radix - 1));
  let at = 0;
  for (let p = 0; p < count; p += 1) {
    for (let k = 1; k < radix; k += 1, at += 2) {
      const angle = (-2 * Math.PI * ((p * k) % size)) / size;
      out[at] = Math.cos(angle);
      out[at + 1] = Math.sin(angle);
    }
  }
  return out;
}

type Butterfly = (pass: Pass, from: Float64Array, to: Float64Array) => void;

function radix2({ count, stride, twiddles }: Pass, from: Float64Array, to: Float64Array): void {
  const step = 2 * stride * count;
  for (let p = 0; p < count; p += 1) {
    const c = twiddles[2 * p]!;
    const s = twiddles[2 * p + 1]!;
    let a = 2 * stride * p;
    let o = 4 * stride * p;
    const end = a + 2 * stride;
    for (; a < end; a += 2, o += 2) {
      const xr = from[a]!;
      const xi = from[a + 1]!;
      const yr = from[a + step]!;
      const yi = from[a + step + 1]!;
      const dr = xr - yr;
      const di = xi - yi;
      to[o] = xr + yr;
      to[o + 1] = xi + yi;
      to[o + 2 * stride] = dr * c - di * s;
      to[o + 2 * stride + 1] = dr * s + di * c;
    }
  }
}

const SIN_60 = Math.sin(Math.PI / 3);

function radix3({ count, stride, twiddles }: Pass, from: Float64Array, to: Float64Array): void {
  const step = 2 * stride * count;
  for (let p = 0; p < count; p += 1) {
    const c1 = twiddles[4 * p]!;
    const s1 = twiddles[4 * p + 1]!;
    const c2 = twiddles[4 * p + 2]!;
    const s2 = twiddles[4 * p + 3]!;
    let a = 2 * stride * p;
    let o = 6 * stride * p;
    const end = a + 2 * stride;
    for (; a < end; a += 2, o += 2) {
      const xr = from[a]!;
      const xi = from[a + 1]!;
      const yr = from[a + step]!;
      const yi = from[a + step + 1]!;
      const zr = from[a + 2 * step]!;
      const zi = from[a + 2 * step + 1]!;
      const sr = yr + zr;
      const si = yi + zi;
      const mr = xr - sr / 2;
      const mi = xi - si / 2;
      // -i·sin 60°·(y - z)
      const tr = SIN_60 * (yi - zi);
      const ti = -SIN_60 * (yr - zr);
      const ar = mr + tr;
      const ai = mi + ti;
      const br = mr - tr;
      const bi = mi - ti;
      to[o] = xr + sr;
      to[o + 1] = xi + si;
      to[o + 2 * stride] = ar * c1 - ai * s1;
      to[o + 2 * stride + 1] = ar * s1 + ai * c1;
      to[o + 4 * stride] = br * c2 - bi * s2;
      to[o + 4 * stride + 1] = br * s2 + bi * c2;
    }
  }
}

function radix4({ count, stride, twiddles }: Pass, from: Float64Array, to: Float64Array): void {
  const step = 2 * stride * count;
  for (let p = 0; p < count; p += 1) {
    const c1 = twiddles[6 * p]!;
    const s1 = twiddles[6 * p + 1]!;
    const c2 = twiddles[6 * p + 2]!;
    const s2 = twiddles[6 * p + 3]!;
    const c3 = twiddles[6 * p + 4]!;
    const s3 = twiddles[6 * p + 5]!;
    let a = 2 * stride * p;
    let o = 8 * stride * p;
    const end = a + 2 * stride;
    for (; a < end; a += 2, o += 2) {
      const xr = from[a]!;
      const xi = from[a + 1]!;
      const yr = from[a + step]!;
      const yi = from[a + step + 1]!;
      const zr = from[a + 2 * step]!;
      const zi = from[a + 2 * step + 1]!;
      const wr = from[a + 3 * step]!;
      const wi = from[a + 3 * step + 1]!;
      const pr = xr + zr;
      const pi = xi + zi;
      const mr = xr - zr;
      const mi = xi - zi;
      const qr = yr + wr;
      const qi = yi + wi;
      // -i·(y - w)
      const nr = yi - wi;
      const ni = wr - yr;
      const ar = mr + nr;
      const ai = mi + ni;
      const br = pr - qr;
      const bi = pi - qi;
      const dr = mr - nr;
      const di = mi - ni;
      to[o] = pr + qr;
      to[o + 1] = pi + qi;
      to[o + 2 * stride] = ar * c1 - ai * s1;
      to[o + 2 * stride + 1] = ar * s1 + ai * c1;
      to[o + 4 * stride] = br * c2 - bi * s2;
      to[o + 4 * stride + 1] = br * s2 + bi * c2;
      to[o + 6 * stride] = dr * c3 - di * s3;
      to[o + 6 * stride + 1] = dr * s3 + di * c3;
    }
  }
}

const COS_72 = Math.cos((2 * Math.PI) / 5);
const COS_144 = Math.cos((4 * Math.PI) / 5);
const SIN_72 = Math.sin((2 * Math.PI) / 5);
const SIN_144 = Math.sin((4 * Math.PI) / 5);

function radix5({ count, stride, twiddles }: Pass, from: Float64Array, to: Float64Array): void {
  const step = 2 * stride * count;
  for (let p = 0; p < count; p += 1) {
    const t = 8 * p;
    let a = 2 * stride * p;
    let o = 10 * stride * p;
    const end = a + 2 * stride;
    for (; a < end; a += 2, o += 2) {
      const xr = from[a]!;
      const xi = from[a + 1]!;
      const s1r = from[a + step]! + from[a + 4 * step]!;
      const s1i = from[a + step + 1]! + from[a + 4 * step + 1]!;
      const d1r = from[a + step]! - from[a + 4 * step]!;
      const d1i = from[a + step + 1]! - from[a + 4 * step + 1]!;
      const s2r = from[a + 2 * step]! + from[a + 3 * step]!;
      const s2i = from[a + 2 * step + 1]! + from[a + 3 * step + 1]!;
      const d2r = from[a + 2 * step]! - from[a + 3 * step]!;
      const d2i = from[a + 2 * step + 1]! - from[a + 3 * step + 1]!;
      const m1r = xr + COS_72 * s1r + COS_144 * s2r;
      const m1i = xi + COS_72 * s1i + COS_144 * s2i;
      const m2r = xr + COS_144 * s1r + COS_72 * s2r;
      const m2i = xi + COS_144 * s1i + COS_72 * s2i;
      // -i·(sin·d1 ± sin·d2)
      const n1r = SIN_72 * d1i + SIN_144 * d2i;
      const n1i = -(SIN_72 * d1r + SIN_144 * d2r);
      const n2r = SIN_144 * d1i - SIN_72 * d2i;
      const n2i = -(SIN_144 * d1r - SIN_72 * d2r);
      to[o] = xr + s1r + s2r;
      to[o + 1] = xi + s1i + s2i;
      turn(to, o + 2 * stride, m1r + n1r, m1i + n1i, twiddles[t]!, twiddles[t + 1]!);
      turn(to, o + 4 * stride, m2r + n2r, m2i + n2i, twiddles[t + 2]!, twiddles[t + 3]!);
      turn(to, o + 6 * stride, m2r - n2r, m2i - n2i, twiddles[t + 4]!, twiddles[t + 5]!);
      turn(to, o + 8 * stride, m1r - n1r, m1i - n1i, twiddles[t + 6]!, twiddles[t + 7]!);
    }
  }
}

/** Writes (re + i·im)·(c + i·s). */
function turn(to: Float64Array, at: number, re: number, im: number, c: number, s: number): void {
  to[at] = re * c - im * s;
  to[at + 1] = re * s + im * c;
}

const BUTTERFLIES: Readonly<Record<Radix, Butterfly>> = { 2: radix2, 3: radix3, 4: radix4, 5: radix5 };
