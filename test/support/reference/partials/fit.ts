import type { Shares } from '../../../../src-main/separation/partials/fit.ts';
import { firstBin, LOBE_BINS, writeLobe, type Support } from './lobe.ts';

const PARTIALS = 40;
const HIGHEST_HZ = 8000;
const UPDATES = 10;
/** Partials that there is room for at first; it grows as needed. */
const ROOM = 512;

/** What `PartialsFit` computes, in plain TypeScript: its bytes must be the same. */
export class ReferenceFit {
  readonly #slots: number;
  readonly #bins: number;
  readonly #binHz: number;
  /** Of the partials: slot, first bin of the lobe, power, and the lobe itself, which sums to one. */
  #owner = new Int32Array(ROOM);
  #first = new Int32Array(ROOM);
  #level = new Float64Array(ROOM);
  /** Where the lobe is not zero. */
  #from = new Int32Array(ROOM);
  #to = new Int32Array(ROOM);
  #shape = new Float64Array(ROOM * LOBE_BINS);
  #count = 0;
  readonly #support: Support = { from: 0, to: 0 };
  readonly #power: Float64Array;
  /** What is not harmonic, of all slots. */
  readonly #fixed: Float64Array;
  readonly #ratio: Float64Array;
  /** [slots, bins] */
  readonly #fitted: Float64Array;

  constructor(slots: number, bins: number, binHz: number) {
    this.#slots = slots;
    this.#bins = bins;
    this.#binHz = binHz;
    this.#power = new Float64Array(bins);
    this.#fixed = new Float64Array(bins);
    this.#ratio = new Float64Array(bins);
    this.#fitted = new Float64Array(slots * bins);
  }

  /** Forgets the partials of the last frame. */
  begin(): void {
    this.#count = 0;
  }

  /** Adds the partials of a fundamental that a slot's player sounds. */
  add(slot: number, hertz: number, spread: number): void {
    const partials = Math.floor(Math.min(PARTIALS, HIGHEST_HZ / hertz));
    this.#ensureRoom(this.#count + partials);
    for (let h = 1; h <= partials; h += 1) {
      const position = (h * hertz) / this.#binHz;
      const first = firstBin(position);
      if (first >= this.#bins) return;
      const at = this.#count * LOBE_BINS;
      this.#owner[this.#count] = slot;
      this.#first[this.#count] = first;
      writeLobe(position, spread, this.#bins, this.#shape, at, this.#support);
      this.#from[this.#count] = this.#support.from;
      this.#to[this.#count] = this.#support.to;
      if (toUnitSum(this.#shape, at)) this.#count += 1;
    }
  }

  /**
   * Replaces the shares by those of the fitted powers.
   * @param magnitude of the recording in this frame, [bins], at any level
   * @param residual of each slot: the share of its estimate that is not harmonic
   */
  sharpen(shares: Shares, magnitude: Float32Array, residual: Float64Array): void {
    this.#start(shares, magnitude, residual);
    for (let update = 0; update < UPDATES; update += 1) this.#update();
    this.#write(shares, residual);
  }

  #start({ data, start, stride }: Shares, magnitude: Float32Array, residual: Float64Array): void {
    const [power, fixed] = [this.#power, this.#fixed];
    for (let k = 0; k < power.length; k += 1) power[k] = magnitude[k]! * magnitude[k]!;
    fixed.fill(0);
    for (let slot = 0; slot < this.#slots; slot += 1) {
      addProduct(power, data, start + slot * stride, residual[slot]!, fixed);
    }
    for (let j = 0; j < this.#count; j += 1) {
      const from = start + this.#owner[j]! * stride + this.#first[j]!;
      this.#level[j] = levelIn(this.#shape, j * LOBE_BINS, data, from, power, this.#first[j]!);
    }
  }

  #update(): void {
    const [power, ratio] = [this.#power, this.#ratio];
    ratio.set(this.#fixed);
    for (let j = 0; j < this.#count; j += 1) {
      addLobe(
        this.#shape,
        j * LOBE_BINS,
        this.#from[j]!,
        this.#to[j]!,
        this.#level[j]!,
        ratio,
        this.#first[j]!,
      );
    }
    divide(power, ratio);
    for (let j = 0; j < this.#count; j += 1) {
      this.#level[j]! *= meanUnder(
        this.#shape,
        j * LOBE_BINS,
        this.#from[j]!,
        this.#to[j]!,
        ratio,
        this.#first[j]!,
      );
    }
  }

  #write({ data, start, stride }: Shares, residual: Float64Array): void {
    const [bins, fitted, total] = [this.#bins, this.#fitted, this.#ratio];
    fitted.fill(0);
    for (let j = 0; j < this.#count; j += 1) {
      const at = this.#owner[j]! * bins + this.#first[j]!;
      addLobe(this.#shape, j * LOBE_BINS, this.#from[j]!, this.#to[j]!, this.#level[j]!, fitted, at);
    }
    total.fill(0);
    for (let slot = 0; slot < this.#slots; slot += 1) {
      const own = slot * bins;
      const from = start + slot * stride;
      addResidual(this.#power, data, from, residual[slot]!, fitted, own, total);
    }
    for (let slot = 0; slot < this.#slots; slot += 1) {
      writeShares(fitted, slot * bins, total, data, start + slot * stride);
    }
  }

  #ensureRoom(partials: number): void {
    if (partials <= this.#owner.length) return;
    const size = 2 * partials;
    const grown = {
      owner: new Int32Array(size),
      first: new Int32Array(size),
      from: new Int32Array(size),
      to: new Int32Array(size),
      level: new Float64Array(size),
      shape: new Float64Array(size * LOBE_BINS),
    };
    grown.owner.set(this.#owner);
    grown.first.set(this.#first);
    grown.from.set(this.#from);
    grown.to.set(this.#to);
    grown.shape.set(this.#shape);
    this.#owner = grown.owner;
    this.#first = grown.first;
    this.#from = grown.from;
    this.#to = grown.to;
    this.#level = grown.level;
    this.#shape = grown.shape;
  }
}

/** @returns whether there is anything within the spectrum */
function toUnitSum(shape: Float64Array, at: number): boolean {
  let sum = 0;
  for (let n = at; n < at + LOBE_BINS; n += 1) sum += shape[n]!;
  if (sum === 0) return false;
  for (let n = at; n < at + LOBE_BINS; n += 1) shape[n]! /= sum;
  return true;
}

function addProduct(
  power: Float64Array,
  data: Float32Array,
  from: number,
  factor: number,
  out: Float64Array,
): void {
  for (let k = 0; k < power.length; k += 1) out[k]! += factor * (data[from + k]! * power[k]!);
}

/** The least-squares power of a lobe in its player's estimate; the lobe is zero outside the spectrum. */
function levelIn(
  shape: Float64Array,
  at: number,
  data: Float32Array,
  from: number,
  power: Float64Array,
  first: number,
): number {
  let sum = 0;
  let square = 0;
  for (let n = 0; n < LOBE_BINS; n += 1) {
    const value = shape[at + n]!;
    if (value === 0) continue;
    sum += value * (data[from + n]! * power[first + n]!);
    square += value * value;
  }
  return sum / square;
}

/** @param start of the lobe's first value in `out` */
function addLobe(
  shape: Float64Array,
  at: number,
  from: number,
  to: number,
  level: number,
  out: Float64Array,
  start: number,
): void {
  for (let n = from; n < to; n += 1) out[start + n]! += level * shape[at + n]!;
}

function meanUnder(
  shape: Float64Array,
  at: number,
  from: number,
  to: number,
  values: Float64Array,
  first: number,
): number {
  let sum = 0;
  for (let n = from; n < to; n += 1) sum += shape[at + n]! * values[first + n]!;
  return sum;
}

/** `out` becomes power / out. */
function divide(power: Float64Array, out: Float64Array): void {
  for (let k = 0; k < out.length; k += 1) out[k] = power[k]! / (out[k]! > 0 ? out[k]! : 1);
}

function addResidual(
  power: Float64Array,
  data: Float32Array,
  from: number,
  factor: number,
  fitted: Float64Array,
  own: number,
  total: Float64Array,
): void {
  for (let k = 0; k < power.length; k += 1) {
    fitted[own + k]! += factor * (data[from + k]! * power[k]!);
    total[k]! += fitted[own + k]!;
  }
}

/** Where nothing sounds the shares stay as they are. */
function writeShares(
  fitted: Float64Array,
  own: number,
  total: Float64Array,
  data: Float32Array,
  from: number,
): void {
  for (let k = 0; k < total.length; k += 1) {
    if (total[k]! > 0) data[from + k] = fitted[own + k]! / total[k]!;
  }
}
