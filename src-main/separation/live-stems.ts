import type { StemPlan } from './stem-plan.ts';

/** Turns a stream's estimates into stems and a rest that add up to the delayed input. */
export class LiveStems {
  readonly #plan: Pick<StemPlan, 'stems'>;
  /** The end of the input so far, which the estimates have not reached. */
  #pending: Float32Array<ArrayBuffer>;

  /** @param delay samples by which estimates come later than the input */
  constructor(plan: Pick<StemPlan, 'stems'>, delay: number) {
    this.#plan = plan;
    this.#pending = new Float32Array(delay);
  }

  /**
   * @param input the block that went through the model
   * @param estimates one array per slot, as long as the block
   * @returns the players' stems in the plan's order, then the rest
   */
  take(input: Float32Array, estimates: readonly Float32Array[]): Float32Array<ArrayBuffer>[] {
    const together = new Float32Array(this.#pending.length + input.length);
    together.set(this.#pending);
    together.set(input, this.#pending.length);
    const rest = together.slice(0, input.length);
    this.#pending = together.slice(input.length);
    const stems = this.#plan.stems.map(({ slots }) => {
      const stem = new Float32Array(input.length);
      for (const slot of slots) add(stem, estimates[slot], 1);
      add(rest, stem, -1);
      return stem;
    });
    return [...stems, rest];
  }
}

function add(to: Float32Array, values: Float32Array | undefined, factor: number): void {
  if (values === undefined) throw new Error('the model lacks a slot of the plan');
  for (let n = 0; n < to.length; n += 1) to[n] = (to[n] ?? 0) + factor * (values[n] ?? 0);
}
