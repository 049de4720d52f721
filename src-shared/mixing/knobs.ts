import type { AutomationLane } from '../project/automation-lane.ts';
import type { StripEntry } from '../project/strip-entry.ts';
import { laneValue } from './automation.ts';
import { clampToSpec, parameterValue } from './processors/parameters.ts';
import type { ParameterSpec } from './processors/types.ts';
import { Deglitcher } from './smoothing.ts';
import { entryTarget, pointsFor } from './targets.ts';
import { MIX_BLOCK } from './types.ts';

interface Knob {
  readonly spec: ParameterSpec;
  readonly deglitcher: Deglitcher;
  base: number;
  points: AutomationLane['points'] | null;
}

/** A processor's parameters during playback: numbers that move without clicks, or lanes in their place. */
export class Knobs {
  readonly #knobs: readonly Knob[];
  #values: Record<string, number> = {};
  #changed = false;
  /** No parameter is moving, so the previous block's values remain valid. */
  #settled = false;

  constructor(parameters: readonly ParameterSpec[], ramp: number) {
    this.#knobs = parameters.map((spec) => ({
      spec,
      deglitcher: new Deglitcher(ramp),
      base: spec.default,
      points: null,
    }));
  }

  /** Takes over an entry's settings and the lanes that target it. */
  update(entry: Pick<StripEntry, 'id' | 'params'>, automation: readonly AutomationLane[]): void {
    for (const knob of this.#knobs) {
      knob.base = parameterValue(knob.spec, entry.params);
      knob.points = pointsFor(automation, entryTarget(entry.id, knob.spec.id));
    }
    this.#changed = true;
  }

  /** The next block starts with the current settings, without a fade. */
  reset(): void {
    for (const knob of this.#knobs) knob.deglitcher.reset();
    this.#settled = false;
  }

  /**
   * The values at the end of the block at `position`; another object whenever one may have changed. Processors
   * interpolate to them over the block, which follows lanes closely.
   * @param jumped the position does not follow the previous block
   */
  follow(position: number, jumped: boolean): Readonly<Record<string, number>> {
    if (this.#settled && !this.#changed) return this.#values;
    const changed = this.#changed || jumped;
    const values = { ...this.#values };
    this.#settled = true;
    for (let i = 0; i < this.#knobs.length; i += 1) {
      const knob = this.#knobs[i]!;
      const { spec } = knob;
      const value = knobAt(knob, position + MIX_BLOCK);
      if (knob.points !== null) this.#settled = false;
      if (spec.choices !== undefined) {
        values[spec.id] = Math.round(value);
        continue;
      }
      const before = changed ? toCurve(spec, knobAt(knob, position)) : Number.NaN;
      const curve = toCurve(spec, value);
      const smooth = knob.deglitcher.step(curve, MIX_BLOCK, before);
      if (smooth !== curve) this.#settled = false;
      values[spec.id] = smooth === curve ? value : fromCurve(spec, smooth);
    }
    this.#changed = false;
    this.#values = values;
    return values;
  }
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
