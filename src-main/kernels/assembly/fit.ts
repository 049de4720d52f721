/**
 * The fit of partials to a frame's power (`separation/partials/fit.ts`). Rows of bins have an even length, `room`. A partial
 * takes `PARTIAL` bytes: its power as an f64, its slot, its first bin and the values `[from, to)` of its lobe that are not zero as
 * i32, and the lobe.
 */

const PARTIAL: usize = 176;
const SLOT: usize = 8;
const FIRST: usize = 12;
const FROM: usize = 16;
const TO: usize = 20;
const SHAPE: usize = 24;

/**
 * Replaces the shares of one frame by those of the fitted powers.
 * @param shares [slots][room] f32
 * @param magnitude [room] f32, of the recording
 * @param residual [slots] f64: the share of each slot's estimate that is not harmonic
 * @param scratch [slots + 3][room] f64
 */
export function fitPartials(
  shares: usize,
  magnitude: usize,
  residual: usize,
  slots: i32,
  room: i32,
  partials: usize,
  count: i32,
  updates: i32,
  scratch: usize,
): void {
  const row = (<usize>room) << 3;
  const end = partials + PARTIAL * count;
  const power = scratch;
  const fixed = power + row;
  const total = fixed + row;
  const fitted = total + row;
  squares(power, magnitude, room);
  memory.fill(fixed, 0, row);
  for (let slot = 0; slot < slots; slot += 1) {
    addProduct(fixed, power, sharesOf(shares, slot, room), residualOf(residual, slot), room);
  }
  let low = room;
  let high = 0;
  for (let partial = partials; partial < end; partial += PARTIAL) {
    const first = load<i32>(partial, FIRST);
    low = min(low, first + load<i32>(partial, FROM));
    high = max(high, first + load<i32>(partial, TO));
    const own = sharesOf(shares, load<i32>(partial, SLOT), room);
    store<f64>(partial, levelIn(partial, own, power));
  }
  low &= ~1;
  if (high > low) {
    for (let update = 0; update < updates; update += 1) refine(partials, end, power, fixed, total, low, high);
  }
  memory.fill(total, 0, row);
  memory.fill(fitted, 0, row * slots);
  for (let partial = partials; partial < end; partial += PARTIAL) {
    addLobe(partial, fitted + row * load<i32>(partial, SLOT));
  }
  for (let slot = 0; slot < slots; slot += 1) {
    const own = fitted + row * slot;
    addProduct(own, power, sharesOf(shares, slot, room), residualOf(residual, slot), room);
    add(total, own, room);
  }
  for (let slot = 0; slot < slots; slot += 1) {
    writeShares(sharesOf(shares, slot, room), fitted + row * slot, total, room);
  }
}

function sharesOf(shares: usize, slot: i32, room: i32): usize {
  return shares + ((<usize>(slot * room)) << 2);
}

function residualOf(residual: usize, slot: i32): f64 {
  return load<f64>(residual + ((<usize>slot) << 3));
}

/** One multiplicative update of all powers; lobes lie within the bins `[low, high)`. */
function refine(
  partials: usize,
  end: usize,
  power: usize,
  fixed: usize,
  ratio: usize,
  low: i32,
  high: i32,
): void {
  const from = (<usize>low) << 3;
  memory.copy(ratio + from, fixed + from, (<usize>(high - low)) << 3);
  for (let partial = partials; partial < end; partial += PARTIAL) addLobe(partial, ratio);
  divide(power + from, ratio + from, high - low);
  for (let partial = partials; partial < end; partial += PARTIAL) {
    store<f64>(partial, load<f64>(partial) * meanUnder(partial, ratio));
  }
}

function squares(out: usize, values: usize, count: i32): void {
  for (let k = 0; k < count; k += 2) {
    const value = f64x2.promote_low_f32x4(v128.load64_zero(values));
    v128.store(out, f64x2.mul(value, value));
    out += 16;
    values += 8;
  }
}

function addProduct(out: usize, power: usize, shares: usize, factor: f64, count: i32): void {
  const scale = f64x2.splat(factor);
  for (let k = 0; k < count; k += 2) {
    const estimate = f64x2.mul(f64x2.promote_low_f32x4(v128.load64_zero(shares)), v128.load(power));
    v128.store(out, f64x2.add(v128.load(out), f64x2.mul(scale, estimate)));
    out += 16;
    power += 16;
    shares += 8;
  }
}

function add(out: usize, values: usize, count: i32): void {
  for (let k = 0; k < count; k += 2) {
    v128.store(out, f64x2.add(v128.load(out), v128.load(values)));
    out += 16;
    values += 16;
  }
}

/** The least-squares power of a lobe in its player's estimate. */
function levelIn(partial: usize, shares: usize, power: usize): f64 {
  const first = load<i32>(partial, FIRST);
  let sum: f64 = 0;
  let square: f64 = 0;
  for (let n = load<i32>(partial, FROM); n < load<i32>(partial, TO); n += 1) {
    const value = load<f64>(partial + ((<usize>n) << 3), SHAPE);
    if (value == 0) continue;
    const k = <usize>(first + n);
    sum += value * (<f64>load<f32>(shares + (k << 2)) * load<f64>(power + (k << 3)));
    square += value * value;
  }
  return sum / square;
}

/** Adds a partial's lobe to a row of bins. */
function addLobe(partial: usize, row: usize): void {
  const from = load<i32>(partial, FROM);
  const to = load<i32>(partial, TO);
  const level = f64x2.splat(load<f64>(partial));
  let shape = partial + SHAPE + ((<usize>from) << 3);
  let out = row + ((<usize>(load<i32>(partial, FIRST) + from)) << 3);
  let n = from;
  for (; n + 2 <= to; n += 2) {
    v128.store(out, f64x2.add(v128.load(out), f64x2.mul(level, v128.load(shape))));
    out += 16;
    shape += 16;
  }
  if (n < to) store<f64>(out, load<f64>(out) + load<f64>(partial) * load<f64>(shape));
}

function meanUnder(partial: usize, row: usize): f64 {
  const from = load<i32>(partial, FROM);
  const to = load<i32>(partial, TO);
  let shape = partial + SHAPE + ((<usize>from) << 3);
  let value = row + ((<usize>(load<i32>(partial, FIRST) + from)) << 3);
  let sum: f64 = 0;
  for (let n = from; n < to; n += 1) {
    sum += load<f64>(shape) * load<f64>(value);
    shape += 8;
    value += 8;
  }
  return sum;
}

/** `out` becomes power / out. Touches one value more than an odd count. */
function divide(power: usize, out: usize, count: i32): void {
  const zero = f64x2.splat(0);
  const one = f64x2.splat(1);
  for (let k = 0; k < count; k += 2) {
    const value = v128.load(out);
    v128.store(out, f64x2.div(v128.load(power), v128.bitselect(value, one, f64x2.gt(value, zero))));
    power += 16;
    out += 16;
  }
}

/** Where nothing sounds the shares stay as they are. */
function writeShares(shares: usize, fitted: usize, total: usize, count: i32): void {
  const zero = f64x2.splat(0);
  for (let k = 0; k < count; k += 2) {
    const all = v128.load(total);
    const sounds = f64x2.gt(all, zero);
    const share = f32x4.demote_f64x2_zero(f64x2.div(v128.load(fitted), all));
    // The condition of two f64 lanes, as one of two f32 lanes.
    const chosen = v128.shuffle<i32>(sounds, sounds, 0, 2, 0, 2);
    v128.store_lane<f64>(shares, v128.bitselect(share, v128.load64_zero(shares), chosen), 0);
    fitted += 16;
    total += 16;
    shares += 8;
  }
}
