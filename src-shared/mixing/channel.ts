import type { AutomationLane } from '../project/automation-lane.ts';
import { ROOMS } from '../project/limits.ts';
import { Send } from './send.ts';
import type { GroupLevel } from './group-level.ts';
import { fillGains, gainAt } from './level-curve.ts';
import { MIX_BLOCK, type MixTap, type MixTrack } from './types.ts';
import { PlayingEnvelope } from './envelope.ts';
import { fillLane, laneValue } from './automation.ts';
import { Deglitcher } from './smoothing.ts';
import { PlayingStrip } from './strip.ts';
import { pointsFor } from './targets.ts';

/** One track during playback: its envelope and its strip, followed by gain and balance for each side. */
export class Channel implements MixTap {
  /** The output block after strip, gain and balance. */
  readonly left = new Float64Array(MIX_BLOCK);
  readonly right = new Float64Array(MIX_BLOCK);
  readonly #envelope: PlayingEnvelope;
  readonly #strip: PlayingStrip;
  readonly #work = [new Float32Array(MIX_BLOCK), new Float32Array(MIX_BLOCK)] as const;
  readonly #mono: readonly Float32Array[] = [this.#work[0]];
  readonly #leftSteps: Deglitcher;
  readonly #rightSteps: Deglitcher;
  readonly #sends: readonly Send[];
  readonly #gains = new Float64Array(MIX_BLOCK);
  readonly #pans = new Float64Array(MIX_BLOCK);
  #track: MixTrack | null = null;
  #gainPoints: AutomationLane['points'] | null = null;
  #panPoints: AutomationLane['points'] | null = null;
  #audible = true;
  #group: GroupLevel | null = null;
  #changed = false;
  #isMono = false;

  constructor(sampleRate: number, ramp: number) {
    this.#envelope = new PlayingEnvelope(ramp);
    this.#strip = new PlayingStrip(sampleRate, ramp);
    this.#leftSteps = new Deglitcher(ramp);
    this.#rightSteps = new Deglitcher(ramp);
    this.#sends = Array.from({ length: ROOMS }, (_, room) => new Send(room, ramp));
  }

  get afterStrip(): readonly Float32Array[] {
    return this.#isMono ? this.#mono : this.#work;
  }

  get gainReductionDb(): number {
    return this.#strip.gainReductionDb;
  }

  /** Does nothing if the track and its group are the same objects, and its audibility has not changed. */
  configure(track: MixTrack, audible: boolean, group: GroupLevel | null): void {
    const before = this.#track;
    if (before === track && audible === this.#audible && group === this.#group) return;
    if (before === null || before.strip !== track.strip || before.automation !== track.automation) {
      this.#strip.configure(track.strip, track.automation);
      this.#gainPoints = pointsFor(track.automation, 'gainDb');
      this.#panPoints = pointsFor(track.automation, 'pan');
    }
    this.#track = track;
    this.#envelope.configure(track.envelope);
    this.#audible = audible;
    this.#group = group;
    this.#changed = true;
    for (const send of this.#sends) send.configure(track);
  }

  reset(): void {
    this.#envelope.reset();
    this.#strip.reset();
    this.#leftSteps.reset();
    this.#rightSteps.reset();
    for (const send of this.#sends) send.reset();
    this.#isMono = false;
  }

  /** Fills `left` and `right`. `input`: 1 or 2 channels of MIX_BLOCK samples, or null for silence. */
  process(input: readonly Float32Array[] | null, position: number, jumped: boolean): void {
    const workLeft = this.#work[0];
    const workRight = this.#work[1];
    if (input === null) {
      workLeft.fill(0);
      workRight.fill(0);
    } else {
      this.#isMono = input.length === 1;
      copyBlock(input[0]!, workLeft);
      if (!this.#isMono) copyBlock(input[1]!, workRight);
      else if (this.#strip.makesStereo) {
        this.#isMono = false;
        copyBlock(input[0]!, workRight);
      }
    }
    const channels = this.#isMono ? this.#mono : this.#work;
    const changed = this.#changed || jumped;
    this.#envelope.process(channels, position, changed);
    this.#strip.process(channels, position, jumped);
    const rightSource = this.#isMono ? workLeft : workRight;
    if (!changed && this.#isSteady) {
      scaled(workLeft, this.left, this.#leftSteps.last);
      scaled(rightSource, this.right, this.#rightSteps.last);
      return;
    }
    this.#fillGains(position, changed);
    this.#changed = false;
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      this.left[n]! *= workLeft[n]!;
      this.right[n]! *= rightSource[n]!;
    }
  }

  /** Neither a lane nor a fade moves the gains, so those of the last block hold. */
  get #isSteady(): boolean {
    return (
      this.#gainPoints === null &&
      this.#panPoints === null &&
      this.#group?.isSteady !== false &&
      this.#leftSteps.isSettled &&
      this.#rightSteps.isSettled
    );
  }

  /** Adds what it sends to a room. @returns whether it sends anything */
  sendTo(room: number, left: Float64Array, right: Float64Array, position: number, jumped: boolean): boolean {
    return this.#sends[room]!.addTo(left, right, this, position, jumped);
  }

  /**
   * Writes each side's gain to `left` and `right`. The balance is 0 dB at the centre and attenuates the opposite side
   * linearly.
   */
  #fillGains(position: number, changed: boolean): void {
    const track = this.#track!;
    const gains = this.#gains;
    const pans = this.#pans;
    if (!this.#audible) gains.fill(0);
    else fillGains(track.gainDb, this.#gainPoints, position, gains);
    const group = this.#group?.gains ?? null;
    if (group !== null) for (let n = 0; n < MIX_BLOCK; n += 1) gains[n]! *= group[n]!;
    if (this.#panPoints === null) pans.fill(track.pan);
    else fillLane(this.#panPoints, position, pans);
    for (let n = 0; n < MIX_BLOCK; n += 1) {
      this.left[n] = gains[n]! * leftShare(pans[n]!);
      this.right[n] = gains[n]! * leftShare(-pans[n]!);
    }
    let before = Number.NaN;
    let pan = 0;
    if (changed) {
      const own = this.#audible ? gainAt(track.gainDb, this.#gainPoints, position - 1) : 0;
      before = own * (this.#group?.at(position - 1) ?? 1);
      pan = this.#panPoints === null ? track.pan : laneValue(this.#panPoints, position - 1);
    }
    this.#leftSteps.apply(this.left, before * leftShare(pan));
    this.#rightSteps.apply(this.right, before * leftShare(-pan));
  }
}

/** The left side's factor at a balance position; for the right side, negate the position. */
function leftShare(pan: number): number {
  return pan > 0 ? Math.max(0, 1 - pan) : 1;
}

/** Sets `to` to `from`, scaled. */
function scaled(from: Float32Array, to: Float64Array, gain: number): void {
  for (let n = 0; n < MIX_BLOCK; n += 1) to[n] = gain * from[n]!;
}

function copyBlock(from: Float32Array, to: Float32Array): void {
  for (let n = 0; n < MIX_BLOCK; n += 1) to[n] = from[n]!;
}
