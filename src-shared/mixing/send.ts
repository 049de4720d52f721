import { LevelCurve } from './level-curve.ts';
import { SILENCE_DB } from './levels.ts';
import { pointsFor, SEND_TARGETS } from './targets.ts';
import type { MixTrack } from './types.ts';

/** The lane of a track's send to a room, or null if its level is a number. */
export const sendPoints = ({ automation }: Pick<MixTrack, 'automation'>, room: number) =>
  pointsFor(automation, SEND_TARGETS[room] ?? '');

/** Whether a track sends anything to a room at any time. */
export function everSends(track: Pick<MixTrack, 'sendsDb' | 'automation'>, room: number): boolean {
  const points = sendPoints(track, room);
  if (points !== null) return points.some(({ value }) => value > SILENCE_DB);
  return (track.sendsDb[room] ?? SILENCE_DB) > SILENCE_DB;
}

/** What a track sends to a room: its sound after fader and pan, at a level that moves without clicks. */
export class Send {
  readonly #room: number;
  readonly #level: LevelCurve;
  /** Sends nothing at any time. */
  #off = true;
  /** Nothing is fading out. */
  #settled = true;

  constructor(room: number, ramp: number) {
    this.#room = room;
    this.#level = new LevelCurve(ramp, SILENCE_DB);
  }

  configure(track: MixTrack): void {
    this.#off = !everSends(track, this.#room);
    if (!this.#off) this.#settled = false;
    this.#level.configure(track.sendsDb[this.#room] ?? SILENCE_DB, sendPoints(track, this.#room));
  }

  reset(): void {
    this.#level.reset();
    this.#settled = this.#off;
  }

  /** Adds a block of a track at this level. @returns whether anything was added */
  addTo(
    left: Float64Array,
    right: Float64Array,
    from: { readonly left: Float64Array; readonly right: Float64Array },
    position: number,
    jumped: boolean,
  ): boolean {
    if (this.#off && this.#settled) {
      this.#level.skip();
      return false;
    }
    this.#level.fill(position, jumped);
    const { gains } = this.#level;
    let sum = 0;
    for (let n = 0; n < gains.length; n += 1) {
      const gain = gains[n]!;
      left[n]! += gain * from.left[n]!;
      right[n]! += gain * from.right[n]!;
      sum += gain;
    }
    this.#settled = gains[gains.length - 1] === 0;
    return sum > 0;
  }
}
