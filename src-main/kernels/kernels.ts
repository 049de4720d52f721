import { COMPILED } from './compiled.ts';

/** A position in a kernel's memory, in bytes. */
export type Address = number;

/** The functions of `assembly/`, where each is described. Flags are 0 or 1. */
export interface Kernels {
  firstPass2(to: Address, from: Address, order: Address, size: number): void;
  firstPass4(to: Address, from: Address, order: Address, size: number, inverse: number): void;
  nextPass4(data: Address, size: number, span: number, twiddles: Address, inverse: number): void;
  radix2: Pass;
  radix3: Pass;
  radix4: Pass;
  radix5: Pass;
  pack(packed: Address, spectrum: Address, half: number, turns: Address): void;
  unpack(spectrum: Address, transformed: Address, half: number, turns: Address): void;
  interleaved(to: Address, left: Address, right: Address, window: Address, length: number): void;
  multiplied(to: Address, from: Address, by: Address, count: number): void;
  cleared(at: Address, bytes: number): void;
  chirpBins(
    out: Address,
    found: Address,
    chirp: Address,
    reach: number,
    size: number,
    backwards: number,
  ): void;
  windowed(to: Address, samples: Address, window: Address, length: number, size: number): void;
  overlapAdd(
    sum: Address,
    step: number,
    window: Address,
    frame: Address,
    length: number,
    size: number,
    backwards: number,
  ): void;
  addWeights(weight: Address, step: number, window: Address, length: number): void;
  promoted(to: Address, from: Address, count: number): void;
  takeStem(
    stem: Address,
    left: Address,
    sum: Address,
    weight: Address,
    count: number,
    scale: number,
    limit: number,
  ): void;
  takeRest(rest: Address, left: Address, count: number, limit: number): number;
  addHeard(sum: Address, pair: Address, left: Address, share: Address, bins: number, least: number): void;
  masked(
    images: Address,
    stride: number,
    spectrum: Address,
    masks: Address,
    beyond: Address,
    map: Address,
    stems: number,
    bins: number,
    count: number,
  ): void;
  placed(
    images: Address,
    left: Address,
    right: Address,
    masks: Address,
    beyond: Address,
    places: Address,
    map: Address,
    room: Address,
    stems: number,
    bins: number,
    count: number,
  ): void;
  writeLobe(
    lobe: Address,
    from: number,
    to: number,
    centre: number,
    width: number,
    sin: number,
    cos: number,
    turnSin: number,
    turnCos: number,
  ): void;
  toUnitSum(at: Address, count: number): number;
  toUnitNorm(at: Address, count: number, norm: number): void;
  writeRoots(
    roots: Address,
    frames: number,
    shares: Address,
    magnitudes: Address,
    far: number,
    from: number,
    to: number,
  ): void;
  addMatches(out: Address, roots: Address, frames: number, lobe: Address, count: number): void;
  addNorms(out: Address, roots: Address, frames: number, count: number, weight: number): void;
  relative(matches: Address, norms: Address, rows: number, frames: number, weight: number): void;
  largest(out: Address, values: Address, rows: number, count: number): void;
  fitPartials(
    shares: Address,
    magnitude: Address,
    residual: Address,
    slots: number,
    room: number,
    partials: Address,
    count: number,
    updates: number,
    scratch: Address,
  ): void;
}

type Pass = (to: Address, from: Address, twiddles: Address, count: number, stride: number) => void;

const PAGE = 65_536;
const ALIGNMENT = 16;

let compiled: WebAssembly.Module | null = null;

/**
 * Memory of its own, and the kernels that work in it. Everything is reserved first; the arrays over it that the caller keeps
 * come afterwards, because growing the memory would detach them.
 */
export class KernelMemory {
  readonly kernels: Kernels;
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  /** 0 stays free: it stands for no address. */
  #used = ALIGNMENT;
  #fixed = false;

  constructor() {
    compiled ??= new WebAssembly.Module(Buffer.from(COMPILED, 'base64'));
    const instance = new WebAssembly.Instance(compiled, { env: { memory: this.#memory } });
    this.kernels = instance.exports as unknown as Kernels;
  }

  /** Zeroed bytes. */
  reserve(bytes: number): Address {
    if (this.#fixed) throw new Error('arrays over this memory exist already: it can’t grow any more');
    const at = this.#used;
    this.#used += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    const missing = this.#used - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    return at;
  }

  /** A table that only kernels read. */
  store(values: Float64Array | Uint32Array): Address {
    const at = this.reserve(values.byteLength);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    new Uint8Array(this.#memory.buffer).set(bytes, at);
    return at;
  }

  int32(at: Address, count: number): Int32Array {
    this.#fixed = true;
    return new Int32Array(this.#memory.buffer, at, count);
  }

  float32(at: Address, count: number): Float32Array {
    this.#fixed = true;
    return new Float32Array(this.#memory.buffer, at, count);
  }

  float64(at: Address, count: number): Float64Array {
    this.#fixed = true;
    return new Float64Array(this.#memory.buffer, at, count);
  }
}
