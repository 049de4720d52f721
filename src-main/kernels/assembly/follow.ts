/**
 * What follows a note's fundamental (`separation/partials/follow.ts`). `roots` has [bins][frames] f64, so that one step serves
 * neighbouring frames; there is an even number of them.
 */

/**
 * The square roots of a player's magnitudes in two neighbouring frames, for the bins `[from, to)`. Touches one bin more.
 * @param roots of bin 0 in the first of the frames
 * @param shares of the first frame, f32; those of the second lie `far` bytes further, as in `magnitudes`
 */
export function writeRoots(
  roots: usize,
  frames: i32,
  shares: usize,
  magnitudes: usize,
  far: usize,
  from: i32,
  to: i32,
): void {
  const step = (<usize>frames) << 3;
  const offset = (<usize>from) << 2;
  shares += offset;
  magnitudes += offset;
  roots += step * from;
  for (let k = from; k < to; k += 2) {
    const first = rootsAt(shares, magnitudes);
    const second = rootsAt(shares + far, magnitudes + far);
    v128.store(roots, v128.shuffle<f64>(first, second, 0, 2));
    v128.store(roots + step, v128.shuffle<f64>(first, second, 1, 3));
    shares += 8;
    magnitudes += 8;
    roots += 2 * step;
  }
}

function rootsAt(share: usize, magnitude: usize): v128 {
  const estimate = f64x2.promote_low_f32x4(v128.load64_zero(share));
  return f64x2.sqrt(f64x2.mul(estimate, f64x2.promote_low_f32x4(v128.load64_zero(magnitude))));
}

/**
 * Adds to each frame how well a lobe matches it.
 * @param out [frames] f64
 * @param roots of the lobe's first value
 * @param lobe of `count` values, f64
 */
export function addMatches(out: usize, roots: usize, frames: i32, lobe: usize, count: i32): void {
  const step = (<usize>frames) << 3;
  const end = lobe + ((<usize>count) << 3);
  let frame = 0;
  for (; frame + 8 <= frames; frame += 8) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let at = roots;
    for (let value = lobe; value < end; value += 8) {
      const shape = v128.load64_splat(value);
      a = f64x2.add(a, f64x2.mul(shape, v128.load(at)));
      b = f64x2.add(b, f64x2.mul(shape, v128.load(at, 16)));
      c = f64x2.add(c, f64x2.mul(shape, v128.load(at, 32)));
      d = f64x2.add(d, f64x2.mul(shape, v128.load(at, 48)));
      at += step;
    }
    v128.store(out, f64x2.add(v128.load(out), a));
    v128.store(out, f64x2.add(v128.load(out, 16), b), 16);
    v128.store(out, f64x2.add(v128.load(out, 32), c), 32);
    v128.store(out, f64x2.add(v128.load(out, 48), d), 48);
    out += 64;
    roots += 64;
  }
  for (; frame < frames; frame += 2) {
    let a = f64x2.splat(0);
    let at = roots;
    for (let value = lobe; value < end; value += 8) {
      a = f64x2.add(a, f64x2.mul(v128.load64_splat(value), v128.load(at)));
      at += step;
    }
    v128.store(out, f64x2.add(v128.load(out), a));
    out += 16;
    roots += 16;
  }
}

/** Adds to each frame the weighted norm of `count` bins, of which `roots` is the first. */
export function addNorms(out: usize, roots: usize, frames: i32, count: i32, weight: f64): void {
  const step = (<usize>frames) << 3;
  const factor = f64x2.splat(weight);
  for (let frame = 0; frame < frames; frame += 2) {
    let sum = f64x2.splat(0);
    let at = roots;
    for (let k = 0; k < count; k += 1) {
      const value = v128.load(at);
      sum = f64x2.add(sum, f64x2.mul(value, value));
      at += step;
    }
    v128.store(out, f64x2.add(v128.load(out), f64x2.mul(factor, f64x2.sqrt(sum))));
    out += 16;
    roots += 16;
  }
}

/**
 * Matches, times `weight`, become relative to the norms; 0 where there is no sound.
 * @param matches [rows][frames] f64
 */
export function relative(matches: usize, norms: usize, rows: i32, frames: i32, weight: f64): void {
  const factor = f64x2.splat(weight);
  const zero = f64x2.splat(0);
  for (let row = 0; row < rows; row += 1) {
    let at = norms;
    for (let frame = 0; frame < frames; frame += 2) {
      const norm = v128.load(at);
      const match = f64x2.div(f64x2.mul(factor, v128.load(matches)), norm);
      v128.store(matches, v128.and(match, f64x2.gt(norm, zero)));
      matches += 16;
      at += 16;
    }
  }
}

/** The largest of `rows` rows of `count` f64 each. */
export function largest(out: usize, values: usize, rows: i32, count: i32): void {
  const step = (<usize>count) << 3;
  for (let n = 0; n < count; n += 2) {
    let best = f64x2.splat(-Infinity);
    let at = values;
    for (let row = 0; row < rows; row += 1) {
      best = f64x2.max(best, v128.load(at));
      at += step;
    }
    v128.store(out, best);
    out += 16;
    values += 16;
  }
}
