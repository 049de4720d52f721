/**
 * Windows and overlap-add of `src-shared/dsp/stft.ts`, with the same arithmetic. Windows and sums have room for one sample
 * more than their length, which stays zero, so that lengths may be odd.
 */

/** A frame's samples under a window, and zeros up to the transform's size. */
export function windowed(to: usize, samples: usize, window: usize, length: i32, size: i32): void {
  const end = to + ((<usize>size) << 3);
  for (let n = 0; n < length; n += 2) {
    v128.store(to, f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(samples)), v128.load(window)));
    to += 16;
    samples += 8;
    window += 16;
  }
  for (; to < end; to += 8) store<f64>(to, 0);
}

/**
 * Moves the sums on by `step` samples and adds a frame under the window.
 * @param frame result of an inverse transform that was not yet divided by its size; complex numbers, each two samples
 * @param backwards the numbers stand in the order 0, size - 1, … 1; there is room for one more
 */
export function overlapAdd(
  sum: usize,
  step: i32,
  window: usize,
  frame: usize,
  length: i32,
  size: i32,
  backwards: bool,
): void {
  const divisor = f64x2.splat(<f64>size);
  const ahead = (<usize>step) << 3;
  const kept = length - step;
  let by: usize = 16;
  if (backwards) {
    const top = frame + ((<usize>size) << 4);
    v128.store(top, v128.load(frame));
    frame = top;
    by = -16;
  }
  let n = 0;
  for (; n < kept; n += 2) {
    const added = f64x2.mul(v128.load(window), f64x2.div(v128.load(frame), divisor));
    v128.store(sum, f64x2.add(v128.load(sum + ahead), added));
    sum += 16;
    window += 16;
    frame += by;
  }
  for (; n < length; n += 2) {
    const added = f64x2.mul(v128.load(window), f64x2.div(v128.load(frame), divisor));
    v128.store(sum, f64x2.add(f64x2.splat(0), added));
    sum += 16;
    window += 16;
    frame += by;
  }
}

/** Moves the sums of squared windows on by `step` samples and adds one more. */
export function addWeights(weight: usize, step: i32, window: usize, length: i32): void {
  const ahead = (<usize>step) << 3;
  for (let n = 0; n < length; n += 1) {
    const w = load<f64>(window);
    store<f64>(weight, (n + step < length ? load<f64>(weight + ahead) : 0) + w * w);
    weight += 8;
    window += 8;
  }
}

/** Samples as doubles. */
export function promoted(to: usize, from: usize, count: i32): void {
  for (let n = 0; n < count; n += 2) {
    v128.store(to, f64x2.promote_low_f32x4(v128.load64_zero(from)));
    to += 16;
    from += 8;
  }
}

/** The nearest integers, halves up, as `Math.round` gives them. */
function rounded(values: v128): v128 {
  const above = f64x2.ceil(values);
  const tooHigh = f64x2.gt(f64x2.sub(above, f64x2.splat(0.5)), values);
  return f64x2.sub(above, v128.and(tooHigh, f64x2.splat(1)));
}

/**
 * A stem's samples, sum over weight, rounded to multiples of 1/scale within ±limit, and taken from what is left. Writes up to
 * one sample past the count.
 * @param scale a power of two, or 0 for samples that are not rounded
 */
export function takeStem(
  stem: usize,
  left: usize,
  sum: usize,
  weight: usize,
  count: i32,
  scale: f64,
  limit: f64,
): void {
  const up = f64x2.splat(scale);
  const down = f64x2.splat(1 / scale);
  const high = f64x2.splat(limit);
  const low = f64x2.splat(-limit);
  for (let n = 0; n < count; n += 2) {
    let value = f64x2.div(v128.load(sum), v128.load(weight));
    if (scale != 0) {
      value = f64x2.add(f64x2.mul(rounded(f64x2.mul(value, up)), down), f64x2.splat(0));
      value = f64x2.min(high, f64x2.max(low, value));
    }
    const stored = f32x4.demote_f64x2_zero(value);
    v128.store_lane<f64>(stem, stored, 0);
    v128.store(left, f64x2.sub(v128.load(left), f64x2.promote_low_f32x4(stored)));
    stem += 8;
    left += 16;
    sum += 16;
    weight += 16;
  }
}

/** What is left as samples. Returns how many of them exceed ±limit. */
export function takeRest(rest: usize, left: usize, count: i32, limit: f64): i32 {
  let exceeding = 0;
  for (let n = 0; n < count; n += 1) {
    const value = load<f64>(left);
    if (Math.abs(value) > limit) exceeding += 1;
    store<f32>(rest, <f32>value);
    rest += 4;
    left += 8;
  }
  return exceeding;
}
