import type { Room } from '../project/buses.ts';
import { impulseRoom, silentRoom } from './impulse-room.ts';
import { LevelCurve } from './level-curve.ts';
import { room as algorithmicRoom } from './processors/room/room.ts';
import type { ProcessorSpec } from './processors/types.ts';
import { Slot } from './slot.ts';
import { pointsFor } from './targets.ts';
import { MIX_BLOCK } from './types.ts';

/** A room during playback: what tracks send to it, its processor, and its level in the mix. */
export class PlayingRoom {
  readonly sentLeft = new Float64Array(MIX_BLOCK);
  readonly sentRight = new Float64Array(MIX_BLOCK);
  readonly #sampleRate: number;
  readonly #ramp: number;
  readonly #impulses: ReadonlyMap<string, readonly Float32Array[]>;
  #slot: Slot;
  /** Takes the slot's place when that has faded out. */
  #next: Slot | null = null;
  /** What the slot, or the next one, plays. */
  #response: readonly Float32Array[] | 'none' | 'missing';
  readonly #level: LevelCurve;
  readonly #work = [new Float32Array(MIX_BLOCK), new Float32Array(MIX_BLOCK)] as const;
  #room: Room;
  /** Blocks that it still sounds after nothing was sent to it. */
  #left = 0;
  readonly #tail: number;

  /** @param impulses the impulse responses that are known by now, by id */
  constructor(
    room: Room,
    sampleRate: number,
    ramp: number,
    impulses: ReadonlyMap<string, readonly Float32Array[]>,
  ) {
    this.#sampleRate = sampleRate;
    this.#ramp = ramp;
    this.#impulses = impulses;
    this.#response = this.#responseOf(room);
    this.#slot = this.#newSlot(room);
    this.#level = new LevelCurve(ramp);
    this.#room = room;
    this.#apply(room);
    this.#slot.reset();
    this.#tail = Math.ceil((TAIL_SECONDS * sampleRate) / MIX_BLOCK);
  }

  configure(room: Room): void {
    const response = this.#responseOf(room);
    if (room === this.#room && response === this.#response) return;
    this.#room = room;
    if (response !== this.#response) {
      this.#response = response;
      this.#slot.leave();
      this.#next = this.#newSlot(room);
    }
    this.#apply(room);
  }

  reset(): void {
    this.#slot = this.#next ?? this.#slot;
    this.#next = null;
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
    this.#slot.process(this.#work, position, jumped);
    if (this.#next !== null && this.#slot.gone) {
      this.#slot = this.#next;
      this.#next = null;
    }
    this.#level.fill(position, jumped);
    const { gains } = this.#level;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      left[n]! += gains[n]! * workLeft[n]!;
      right[n]! += gains[n]! * workRight[n]!;
    }
    if (this.#left === 0) this.#slot.reset();
  }

  #responseOf({ impulse }: Room): readonly Float32Array[] | 'none' | 'missing' {
    return impulse === null ? 'none' : (this.#impulses.get(impulse.id) ?? 'missing');
  }

  #newSlot({ processor }: Room): Slot {
    const response = this.#response;
    const spec: ProcessorSpec =
      response === 'none' ? algorithmicRoom : response === 'missing' ? silentRoom : impulseRoom(response);
    return new Slot(processor, this.#sampleRate, this.#ramp, spec);
  }

  #apply({ processor, gainDb, automation }: Room): void {
    (this.#next ?? this.#slot).update(processor, automation);
    this.#level.configure(gainDb, pointsFor(automation, 'gainDb'));
  }
}

/** The longest decay, to -60 dB, twice over; longer than any impulse response. */
const TAIL_SECONDS = 16;
