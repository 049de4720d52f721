import type { Room } from '../project/buses.ts';
import { ResponseAnalysis, responseSpectra, type ResponseSpectra } from '../dsp/convolver.ts';
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
  /** What fades out while the slot fades in. */
  #leaving: Slot[] = [];
  /** What the slot plays, or will play after the analysis. */
  #response: readonly Float32Array[] | 'none' | 'missing';
  /** Of each channel of a response that was given while the mix plays; then the slot is still that before it. */
  #analyses: readonly ResponseAnalysis[] | null = null;
  readonly #level: LevelCurve;
  readonly #work = [new Float32Array(MIX_BLOCK), new Float32Array(MIX_BLOCK)] as const;
  readonly #sum = [new Float32Array(MIX_BLOCK), new Float32Array(MIX_BLOCK)] as const;
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
    this.#slot = this.#newSlot(room, this.#allSpectra());
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
      this.#analyses = typeof response === 'string' ? null : response.map((x) => new ResponseAnalysis(x));
      if (this.#analyses === null) this.#crossfade([]);
    }
    this.#apply(room);
  }

  reset(): void {
    if (this.#analyses !== null) {
      this.#analyses = null;
      this.#crossfade(this.#allSpectra());
    }
    this.#leaving = [];
    this.#slot.reset();
    this.#level.reset();
    this.#left = 0;
  }

  /** Adds the room to the mix. `sent`: whether a track sends to it in this block. */
  addTo(left: Float64Array, right: Float64Array, position: number, jumped: boolean, sent: boolean): void {
    if (this.#analyses !== null) this.#analyse(this.#analyses);
    if (sent) this.#left = this.#tail;
    if (this.#left === 0) return;
    this.#left -= 1;
    const [sumLeft, sumRight] = this.#sum;
    this.#play(this.#slot, this.#sum, position, jumped);
    if (this.#leaving.length > 0) this.#playLeaving(position, jumped);
    this.#level.fill(position, jumped);
    const { gains } = this.#level;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      left[n]! += gains[n]! * sumLeft[n]!;
      right[n]! += gains[n]! * sumRight[n]!;
    }
    if (this.#left > 0) return;
    this.#leaving = [];
    this.#slot.reset();
  }

  /** Sets `out` to what a slot makes of what was sent. */
  #play(slot: Slot, out: readonly [Float32Array, Float32Array], position: number, jumped: boolean): void {
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      out[0][n] = this.sentLeft[n]!;
      out[1][n] = this.sentRight[n]!;
    }
    slot.process(out, position, jumped);
  }

  #playLeaving(position: number, jumped: boolean): void {
    const [workLeft, workRight] = this.#work;
    for (const slot of this.#leaving) {
      this.#play(slot, this.#work, position, jumped);
      for (let n = 0; n < MIX_BLOCK; n += 1) {
        this.#sum[0][n]! += workLeft[n]!;
        this.#sum[1][n]! += workRight[n]!;
      }
    }
    this.#leaving = this.#leaving.filter((slot) => !slot.gone);
  }

  /** Goes on with the analysis of a response, by as much as a block has time for; at its end the response comes in. */
  #analyse(analyses: readonly ResponseAnalysis[]): void {
    let left = false;
    for (const analysis of analyses) if (analysis.step()) left = true;
    if (left) return;
    this.#analyses = null;
    this.#crossfade(analyses.map(({ spectra }) => spectra));
  }

  #allSpectra(): readonly ResponseSpectra[] {
    return typeof this.#response === 'string' ? [] : this.#response.map(responseSpectra);
  }

  /** What plays now fades out, and what the room is to play fades in. */
  #crossfade(spectra: readonly ResponseSpectra[]): void {
    this.#slot.leave();
    this.#leaving.push(this.#slot);
    this.#slot = this.#newSlot(this.#room, spectra);
    this.#apply(this.#room);
  }

  #responseOf({ impulse }: Room): readonly Float32Array[] | 'none' | 'missing' {
    return impulse === null ? 'none' : (this.#impulses.get(impulse.id) ?? 'missing');
  }

  #newSlot({ processor }: Room, spectra: readonly ResponseSpectra[]): Slot {
    const response = this.#response;
    const spec: ProcessorSpec =
      response === 'none' ? algorithmicRoom : response === 'missing' ? silentRoom : impulseRoom(spectra);
    return new Slot(processor, this.#sampleRate, this.#ramp, spec);
  }

  #apply({ processor, gainDb, automation }: Room): void {
    this.#slot.update(processor, automation);
    this.#level.configure(gainDb, pointsFor(automation, 'gainDb'));
  }
}

/** The longest decay, to -60 dB, twice over; longer than any impulse response. */
const TAIL_SECONDS = 16;
