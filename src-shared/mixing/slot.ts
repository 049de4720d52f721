import type { AutomationLane } from '../project/automation-lane.ts';
import type { StripEntry } from '../project/strip-entry.ts';
import { findProcessor } from './processors/registry.ts';
import { MIX_BLOCK } from './types.ts';
import type { ProcessorInstance, ProcessorSpec } from './processors/types.ts';
import { Knobs } from './knobs.ts';
import { smoothStep } from './smoothing.ts';

/** One processor in a playing strip, with its parameters and its wet share (0 bypassed … 1). */
export class Slot {
  readonly key: string;
  readonly #instance: ProcessorInstance;
  readonly #knobs: Knobs;
  #params: Readonly<Record<string, number>> = {};
  readonly #dry = [new Float32Array(MIX_BLOCK), new Float32Array(MIX_BLOCK)] as const;
  readonly #mixStep: number;
  readonly #wetOnly: boolean;
  #mix = 0;
  #target = 0;
  #running = false;

  /** @param room processes instead of the entry's own processor, and bypassed it is silent instead of passing its input */
  constructor(entry: StripEntry, sampleRate: number, ramp: number, room: ProcessorSpec | null = null) {
    const processor = room ?? findProcessor(entry.processor, entry.version);
    if (processor === undefined) {
      throw new Error(`no processor "${entry.processor}", version ${entry.version}`);
    }
    this.key = keyOf(entry);
    this.#wetOnly = room !== null;
    this.#instance = processor.create(sampleRate, 2);
    this.#mixStep = 1 / ramp;
    this.#knobs = new Knobs(processor.parameters, ramp);
  }

  /** Applies an entry's settings and the lanes that target it. */
  update(entry: StripEntry, automation: readonly AutomationLane[]): void {
    this.#knobs.update(entry, automation);
    this.#target = entry.bypassed ? 0 : 1;
  }

  /** Starts to fade out this processor; `gone` becomes true when the fade ends. */
  leave(): void {
    this.#target = 0;
  }

  get gone(): boolean {
    return this.#mix === 0 && this.#target === 0;
  }

  get gainReductionDb(): number {
    return this.#running ? this.#instance.gainReductionDb * this.#mix : 0;
  }

  /** Clears all state; the next block starts with the current settings, without a fade. */
  reset(): void {
    this.#mix = this.#target;
    this.#stop();
  }

  /** Processes in place. `jumped`: the position is not contiguous with the previous block. */
  process(channels: readonly Float32Array[], position: number, jumped: boolean): void {
    if (this.gone) {
      if (this.#running) this.#stop();
      if (this.#wetOnly) for (const channel of channels) channel.fill(0);
      return;
    }
    this.#params = this.#knobs.follow(position, jumped);
    this.#running = true;
    if (this.#mix === this.#target) this.#instance.process(channels, MIX_BLOCK, this.#params);
    else this.#processFading(channels);
  }

  #stop(): void {
    this.#instance.reset();
    this.#knobs.reset();
    this.#running = false;
  }

  #processFading(channels: readonly Float32Array[]): void {
    for (let c = 0; c < channels.length; c += 1) {
      if (!this.#wetOnly) this.#dry[c]!.set(channels[c]!);
    }
    this.#instance.process(channels, MIX_BLOCK, this.#params);
    const step = this.#target > this.#mix ? this.#mixStep : -this.#mixStep;
    for (let c = 0; c < channels.length; c += 1) {
      const wet = channels[c]!;
      const dry = this.#dry[c]!;
      for (let n = 0; n < MIX_BLOCK; n += 1) {
        const mix = smoothStep(Math.min(1, Math.max(0, this.#mix + (n + 1) * step)));
        wet[n] = dry[n]! + mix * (wet[n]! - dry[n]!);
      }
    }
    const reached = this.#mix + MIX_BLOCK * step;
    // Treat a value within rounding error of the target as the target.
    this.#mix =
      Math.abs(reached - this.#target) < this.#mixStep / 2 ? this.#target : Math.min(1, Math.max(0, reached));
  }
}

/**
 * The slot's identity: settings may change under a key, but another processor or version under the same id needs a
 * new slot.
 */
export function keyOf(entry: StripEntry): string {
  return `${entry.id} ${entry.processor} ${entry.version}`;
}
