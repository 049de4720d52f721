import type { Room } from '../project/buses.ts';
import { dbToGain } from './levels.ts';
import { Slot } from './slot.ts';
import { Deglitcher } from './smoothing.ts';
import { MIX_BLOCK } from './types.ts';

/** A room during playback: what tracks send to it, its processor, and its level in the mix. */
export class PlayingRoom {
  readonly sentLeft = new Float64Array(MIX_BLOCK);
  readonly sentRight = new Float64Array(MIX_BLOCK);
  readonly #slot: Slot;
  readonly #steps: Deglitcher;
  readonly #gains = new Float64Array(MIX_BLOCK);
  readonly #work = [new Float32Array(MIX_BLOCK), new Float32Array(MIX_BLOCK)] as const;
  #room: Room;
  #changed = false;
  /** Blocks that it still sounds after nothing was sent to it. */
  #left = 0;
  readonly #tail: number;

  constructor(room: Room, sampleRate: number, ramp: number) {
    this.#slot = new Slot(room.processor, sampleRate, ramp, true);
    this.#steps = new Deglitcher(ramp);
    this.#room = room;
    this.#slot.update(room.processor, []);
    this.#slot.reset();
    this.#tail = Math.ceil((TAIL_SECONDS * sampleRate) / MIX_BLOCK);
  }

  configure(room: Room): void {
    if (room === this.#room) return;
    this.#room = room;
    this.#slot.update(room.processor, []);
    this.#changed = true;
  }

  reset(): void {
    this.#slot.reset();
    this.#steps.reset();
    this.#left = 0;
  }

  /** Adds the room to the mix. `sent`: whether a track sends to it in this block. */
  addTo(left: Float64Array, right: Float64Array, position: number, sent: boolean): void {
    if (sent) this.#left = this.#tail;
    if (this.#left === 0) return;
    this.#left -= 1;
    const [workLeft, workRight] = this.#work;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      workLeft[n] = this.sentLeft[n]!;
      workRight[n] = this.sentRight[n]!;
    }
    this.#slot.process(this.#work, position, false);
    const gain = dbToGain(this.#room.gainDb);
    this.#gains.fill(gain);
    this.#steps.apply(this.#gains, this.#changed ? gain : Number.NaN);
    this.#changed = false;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      left[n]! += this.#gains[n]! * workLeft[n]!;
      right[n]! += this.#gains[n]! * workRight[n]!;
    }
    if (this.#left === 0) this.#slot.reset();
  }
}

/** The longest decay, to -60 dB, twice over. */
const TAIL_SECONDS = 16;
