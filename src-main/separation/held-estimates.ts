/**
 * Buffers estimates of one signal at the model's rate, for as long as later samples need them: one array per
 * slot.
 */
export class HeldEstimates {
  #start: number;
  #slots: readonly Float32Array[];

  constructor(start: number, slots: readonly Float32Array[]) {
    this.#start = start;
    this.#slots = slots;
  }

  /** Sample of the first value held. */
  get start(): number {
    return this.#start;
  }

  /** One past the last. */
  get end(): number {
    return this.#start + (this.#slots[0]?.length ?? 0);
  }

  get slots(): readonly Float32Array[] {
    return this.#slots;
  }

  append(added: readonly Float32Array[]): void {
    this.#slots = this.#slots.map((held, slot) => {
      const more = added[slot]!;
      const joined = new Float32Array(held.length + more.length);
      joined.set(held);
      joined.set(more, held.length);
      return joined;
    });
  }

  /** Drops all samples before this one. */
  forget(before: number): void {
    const count = Math.min(Math.max(0, before - this.#start), this.end - this.#start);
    if (count === 0) return;
    this.#slots = this.#slots.map((held) => held.slice(count));
    this.#start += count;
  }
}
