import type { Room } from '../project/buses.ts';
import { LevelCurve } from './level-curve.ts';
import { Slot } from './slot.ts';
import { pointsFor } from './targets.ts';
import { MIX_BLOCK } from './types.ts';

/** A room during playback: what tracks send to it, its processor, and its level in the mix. */
export class PlayingRoom {
  readonly sentLeft = new Float64Array(MIX_BLOCK);
  readonly sentRight = new Float64Array(MIX_BLOCK);
  readonly #slot: Slot;
  readonly #level: LevelCurve;
  readonly #work = [new Float32Array(MIX_BLOCK), new Float32Array(MIX_BLOCK)] as const;
  #room: Room;
  /** Blocks that it still sounds after nothing was sent to it. */
  #left = 0;
  readonly #tail: number;

  constructor(room: Room, sampleRate: number, ramp: number) {
    this.#slot = new Slot(room.processor, sampleRate, ramp, true);
    this.#level = new LevelCurve(ramp);
    this.#room = room;
    this.#apply(room);
    this.#slot.reset();
    this.#tail = Math.ceil((TAIL_SECONDS * sampleRate) / MIX_BLOCK);
  }

  configure(room: Room): void {
    if (room === this.#room) return;
    this.#room = room;
    this.#apply(room);
  }

  reset(): void {
    this.#slot.reset();
    this.#level.reset();
    this.#left = 0;
  }

  /** Adds the room to the mix. `sent`: whether a track sends to it in this block. */
  addTo(left: Float64Array, right: Float64Array, position: number, jumped: boolean, sent: boolean): void {
    if (sent) this.#left = this.#tail;
    if (this.#left === 0) return;
    this.#left -= 1;
    const [workLeft, workRight] = this.#work;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      workLeft[n] = this.sentLeft[n]!;
      workRight[n] = this.sentRight[n]!;
    }
    this.#slot.process(this.#work, position, false);
    this.#level.fill(position, jumped);
    const { gains } = this.#level;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      left[n]! += gains[n]! * workLeft[n]!;
      right[n]! += gains[n]! * workRight[n]!;
    }
    if (this.#left === 0) this.#slot.reset();
  }

  #apply({ processor, gainDb, automation }: Room): void {
    this.#slot.update(processor, []);
    this.#level.configure(gainDb, pointsFor(automation, 'gainDb'));
  }
}

/** The longest decay, to -60 dB, twice over. */
const TAIL_SECONDS = 16;
