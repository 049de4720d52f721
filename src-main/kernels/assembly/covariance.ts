/**
 * Adds a frame to a source's covariances, and takes its share from what is left. Every bin is weighted by the sixteenth power
 * of the share; smaller shares than `least` count as nothing. Touches one bin more than `bins`, for which there is room.
 * @param sum [bins][4] f64
 * @param pair [bins][4] f32
 * @param left [bins] f32; may be `share`
 * @param share [bins] f32
 */
export function addHeard(sum: usize, pair: usize, left: usize, share: usize, bins: i32, least: f64): void {
  const smallest = f64x2.splat(least);
  for (let k = 0; k < bins; k += 2) {
    const values = v128.load64_zero(share);
    v128.store_lane<f64>(left, f32x4.sub(v128.load64_zero(left), values), 0);
    const value = f64x2.promote_low_f32x4(values);
    const heard = f64x2.ge(value, smallest);
    if (v128.any_true(heard)) {
      const squared = f64x2.mul(value, value);
      const eighth = f64x2.mul(f64x2.mul(f64x2.mul(squared, squared), squared), squared);
      const weight = v128.and(f64x2.mul(eighth, eighth), heard);
      addWeighted(sum, pair, v128.shuffle<f64>(weight, weight, 0, 0));
      addWeighted(sum + 32, pair + 16, v128.shuffle<f64>(weight, weight, 1, 1));
    }
    sum += 64;
    pair += 32;
    left += 8;
    share += 8;
  }
}

function addWeighted(sum: usize, pair: usize, weight: v128): void {
  const powers = f64x2.promote_low_f32x4(v128.load64_zero(pair));
  const product = f64x2.promote_low_f32x4(v128.load64_zero(pair, 8));
  v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(weight, powers)));
  v128.store(sum, f64x2.add(v128.load(sum, 16), f64x2.mul(weight, product)), 16);
}
