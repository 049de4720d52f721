import type { AutomationLane } from '../project/automation-lane.ts';
import type { StripEntry } from '../project/strip-entry.ts';
import { parameterValue, clampToSpec } from './processors/parameters.ts';
import { findProcessor } from './processors/registry.ts';
import { MIX_BLOCK } from './types.ts';
import type { ParameterSpec, ProcessorInstance, ProcessorSpec } from './processors/types.ts';
import { laneValue } from './automation.ts';
import { entryTarget, pointsFor } from './targets.ts';
import { Deglitcher, smoothStep } from './smoothing.ts';

interface Knob {
  readonly spec: ParameterSpec;
  readonly deglitcher: Deglitcher;
  base: number;
  points: AutomationLane['points'] | null;
}

/** One processor in a playing strip, with its parameters and its wet share (0 bypassed … 1). */
export class Slot {
  readonly key: string;
  readonly #instance: ProcessorInstance;
  readonly #knobs: readonly Knob[];
  /** Another object whenever a value may have changed. */
  #params: Record<string, number> = {};
  readonly #dry = [new Float32Array(MIX_BLOCK), new Float32Array(MIX_BLOCK)] as const;
  readonly #mixStep: number;
  readonly #wetOnly: boolean;
  #mix = 0;
  #target = 0;
  #running = false;
  #changed = false;
  /** No parameter is moving, so the previous block's values remain valid. */
  #settled = false;

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
    this.#knobs = processor.parameters.map((spec) => ({
      spec,
      deglitcher: new Deglitcher(ramp),
      base: spec.default,
      points: null,
    }));
  }

  /** Applies an entry's settings and the lanes that target it. */
  update(entry: StripEntry, automation: readonly AutomationLane[]): void {
    for (const knob of this.#knobs) {
      knob.base = parameterValue(knob.spec, entry.params);
      knob.points = pointsFor(automation, entryTarget(entry.id, knob.spec.id));
    }
    this.#changed = true;
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
    this.#setParams(position, jumped);
    this.#running = true;
    if (this.#mix === this.#target) this.#instance.process(channels, MIX_BLOCK, this.#params);
    else this.#processFading(channels);
  }

  #stop(): void {
    this.#instance.reset();
    for (const knob of this.#knobs) knob.deglitcher.reset();
    this.#running = false;
    this.#settled = false;
  }

  /**
   * Sets the values at the block's end. Processors interpolate to them linearly over the block, which follows lanes
   * closely.
   */
  #setParams(position: number, jumped: boolean): void {
    if (this.#settled && !this.#changed) return;
    const changed = this.#changed || jumped;
    this.#params = { ...this.#params };
    this.#settled = true;
    for (let i = 0; i < this.#knobs.length; i += 1) {
      const knob = this.#knobs[i]!;
      const { spec } = knob;
      const value = knobAt(knob, position + MIX_BLOCK);
      if (knob.points !== null) this.#settled = false;
      if (spec.choices !== undefined) {
        this.#params[spec.id] = Math.round(value);
        continue;
      }
      const before = changed ? toCurve(spec, knobAt(knob, position)) : Number.NaN;
      const curve = toCurve(spec, value);
      const smooth = knob.deglitcher.step(curve, MIX_BLOCK, before);
      if (smooth !== curve) this.#settled = false;
      this.#params[spec.id] = smooth === curve ? value : fromCurve(spec, smooth);
    }
    this.#changed = false;
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

function knobAt(knob: Knob, at: number): number {
  return knob.points === null ? knob.base : clampToSpec(knob.spec, laneValue(knob.points, at));
}

/** Fades follow the taper: a frequency moves at a constant rate in octaves. */
function toCurve(spec: ParameterSpec, value: number): number {
  return spec.taper === 'log' ? Math.log(value) : value;
}

function fromCurve(spec: ParameterSpec, curve: number): number {
  return spec.taper === 'log' ? Math.exp(curve) : curve;
}
