import type { Group } from '../project/buses.ts';
import { fillGains, gainAt } from './level-curve.ts';
import { pointsFor } from './targets.ts';
import { MIX_BLOCK } from './types.ts';

/** The fader of a group during playback. Its tracks multiply it into their own gains, and smooth the product. */
export class GroupLevel {
  readonly group: Group;
  /** Amplitude factors of the block that was filled last; null where that is exactly 1. */
  gains: Float64Array | null = null;
  readonly #filled = new Float64Array(MIX_BLOCK);
  readonly #points: ReturnType<typeof pointsFor>;

  constructor(group: Group) {
    this.group = group;
    this.#points = pointsFor(group.automation, 'gainDb');
  }

  /** Whether it has the same gain everywhere. */
  get isSteady(): boolean {
    return this.#points === null;
  }

  fill(position: number): void {
    const isSteady = fillGains(this.group.gainDb, this.#points, position, this.#filled);
    this.gains = isSteady && this.#filled[0] === 1 ? null : this.#filled;
  }

  at(position: number): number {
    return gainAt(this.group.gainDb, this.#points, position);
  }
}
