/** The lobes that a window makes of the partials of a tone (`separation/partials`), which are zero from `LOBE` widths on. */

const LOBE: f64 = 3;

/** @param sin of π times the distance */
function powerAt(distance: f64, sin: f64): f64 {
  const d = Math.abs(distance);
  if (d >= LOBE) return 0;
  if (d < 1e-9) return 1;
  if (Math.abs(d - 1) < 1e-6) return 0.25;
  const amplitude = sin / (Math.PI * d * (1 - d * d));
  return amplitude * amplitude;
}

/**
 * Writes the values `[from, to)` of a lobe, and nothing else. The sines of neighbouring values follow from each other by the
 * addition theorem.
 * @param lobe of value 0, f64
 * @param sin of π times the distance of value `from` from the centre in widths; `turnSin` that of π over the width
 */
export function writeLobe(
  lobe: usize,
  from: i32,
  to: i32,
  centre: f64,
  width: f64,
  sin: f64,
  cos: f64,
  turnSin: f64,
  turnCos: f64,
): void {
  for (let n = from; n < to; n += 1) {
    store<f64>(lobe + ((<usize>n) << 3), powerAt((<f64>n - centre) / width, sin));
    const next = sin * turnCos + cos * turnSin;
    cos = cos * turnCos - sin * turnSin;
    sin = next;
  }
}

/** Divides values by their sum. Returns 0 where it is 0. */
export function toUnitSum(at: usize, count: i32): i32 {
  const end = at + ((<usize>count) << 3);
  let sum: f64 = 0;
  for (let value = at; value < end; value += 8) sum += load<f64>(value);
  if (sum == 0) return 0;
  for (let value = at; value < end; value += 8) store<f64>(value, load<f64>(value) / sum);
  return 1;
}

/** Powers become square roots of magnitudes, of the given norm. */
export function toUnitNorm(at: usize, count: i32, norm: f64): void {
  const end = at + ((<usize>count) << 3);
  let sum: f64 = 0;
  for (let value = at; value < end; value += 8) {
    const root = Math.sqrt(Math.sqrt(load<f64>(value)));
    store<f64>(value, root);
    sum += root * root;
  }
  const scale = norm / Math.sqrt(sum);
  for (let value = at; value < end; value += 8) store<f64>(value, load<f64>(value) * scale);
}
