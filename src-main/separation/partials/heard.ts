import { candidatePitches, type PriorShape } from '../../notes/prior.ts';
import { withPower } from '../power.ts';
import { Partials, type PartialsGrid, type PieceShares } from './sharpen.ts';

/** A fundamental is followed while the posteriors of all candidates sum to more than this. */
const SOUNDING = 0.5;
/** Semitones between two frames from which on a new line begins. */
const SMALLEST_STEP = 0.6;
/** Frames of a line. */
const SHORTEST = 3;
/** Candidates to either side of the likeliest whose posteriors count as certainty. */
const NEAR = 3;
/** Certainties up to which all of a player's estimate stays, and from which on only `LEAST` of it. */
const UNSURE = 0.5;
const SURE = 0.8;
const LEAST = 0.3;

/** What the model hears of one player, frame by frame. */
interface Heard {
  /** MIDI pitch of the likeliest fundamental. */
  readonly pitches: Float64Array;
  /** Posteriors of all fundamentals together. */
  readonly sounding: Float64Array;
  /** Posteriors of the likeliest and its neighbours. */
  readonly near: Float64Array;
}

/**
 * Sharpens masks by the pitches that the model itself hears in each player, where nobody knows the notes. Of each player the
 * likeliest fundamental is followed while it is likelier than not that one sounds; its partials compete for the recording's power
 * as those of known notes do, with two differences. The surer the model is of a player's pitches, the smaller the part of the
 * estimate that stays whatever the partials are, because wrong pitches would move sound to the wrong player. And players of one
 * class are sharpened together, because the model hears well that one of them plays a pitch but not which one.
 * `models/training/signal/heard_partials.py` has the same formulas; a golden fixture compares them.
 */
export class HeardPartials {
  readonly #groups: readonly (readonly number[])[];
  readonly #candidatePitches: Float64Array;
  readonly #partials: Partials;
  /** The shares of the groups, where they are not those of single slots. */
  #room = new Float32Array();

  /** @param classes of the players, slot by slot, without the rest */
  constructor(classes: readonly number[], shape: PriorShape, grid: Omit<PartialsGrid, 'slots'>) {
    this.#groups = [...Map.groupBy(classes.keys(), (slot) => classes[slot]).values()];
    this.#candidatePitches = candidatePitches(shape);
    this.#partials = new Partials({ ...grid, slots: this.#groups.length + 1 });
  }

  /**
   * @param posteriors of the fundamentals, [slots, candidates, length]
   * @param magnitudes of the recording, frame by frame
   * @param shares overwritten
   */
  sharpen(posteriors: Float32Array, magnitudes: readonly Float32Array[], shares: PieceShares): void {
    const together = this.#together(shares);
    const heard = Array.from({ length: shares.slots - 1 }, (_, slot) =>
      this.#heard(posteriors, slot, shares.length, magnitudes.length),
    );
    const followed = this.#groups.map((members, group) =>
      members.flatMap((slot) =>
        linesOf(heard[slot]!).flatMap(
          ({ span, pitch }) => this.#partials.follow(magnitudes, together, group, span, pitch) ?? [],
        ),
      ),
    );
    const residual = this.#groups.map((members) =>
      residualOf(certaintyOf(members, heard, magnitudes, shares)),
    );
    const residualIn = (group: number, _: number, sounds: boolean): number => (sounds ? residual[group]! : 1);
    this.#partials.fit([...followed, []], magnitudes, together, residualIn);
    if (together !== shares) this.#divide(together, shares);
  }

  #heard(posteriors: Float32Array, slot: number, length: number, frames: number): Heard {
    const candidates = this.#candidatePitches.length;
    const found = {
      pitches: new Float64Array(frames),
      sounding: new Float64Array(frames),
      near: new Float64Array(frames),
    };
    const column = new Float32Array(candidates);
    for (let frame = 0; frame < frames; frame += 1) {
      let at = slot * candidates * length + frame;
      for (let k = 0; k < candidates; k += 1, at += length) column[k] = posteriors[at]!;
      const best = indexOfLargest(column);
      found.pitches[frame] = this.#candidatePitches[best]!;
      found.sounding[frame] = sumOf(column, 0, candidates);
      found.near[frame] = sumOf(column, Math.max(0, best - NEAR), Math.min(candidates, best + NEAR + 1));
    }
    return found;
  }

  /** The shares with one slot for each group. */
  #together(shares: PieceShares): PieceShares {
    const slots = this.#groups.length + 1;
    if (slots === shares.slots) return shares;
    const size = shares.length * shares.bins;
    if (this.#room.length !== slots * size) this.#room = new Float32Array(slots * size);
    for (const [group, members] of [...this.#groups, [shares.slots - 1]].entries()) {
      const out = this.#room.subarray(group * size, (group + 1) * size);
      out.fill(0);
      for (const slot of members) addTo(out, shares.data, slot * size);
    }
    return { ...shares, data: this.#room, slots };
  }

  /** Players of a group keep their shares of each other. */
  #divide(together: PieceShares, shares: PieceShares): void {
    const size = shares.length * shares.bins;
    for (const [group, members] of [...this.#groups, [shares.slots - 1]].entries()) {
      const own = together.data.subarray(group * size, (group + 1) * size);
      if (members.length === 1) shares.data.set(own, members[0]! * size);
      else divideAmong(own, members, shares.data);
    }
  }
}

/** The share of a player's estimate that stays whatever its partials are. */
function residualOf(certainty: number): number {
  return 1 - (1 - LEAST) * Math.min(1, Math.max(0, (certainty - UNSURE) / (SURE - UNSURE)));
}

/** How likely the likeliest fundamentals are on average over the power of the players' estimates, 0 to 1. */
function certaintyOf(
  members: readonly number[],
  heard: readonly Heard[],
  magnitudes: readonly Float32Array[],
  { data, bins, length }: PieceShares,
): number {
  let [sure, all] = [0, 0];
  for (const slot of members) {
    for (const [frame, magnitude] of magnitudes.entries()) {
      const power = withPower(0, magnitude, data, (slot * length + frame) * bins);
      sure += power * heard[slot]!.near[frame]!;
      all += power;
    }
  }
  return all > 0 ? sure / all : 0;
}

/** The frames, half open, in which one fundamental after another goes on, and its pitch. */
function linesOf({
  pitches,
  sounding,
}: Heard): { readonly span: readonly [number, number]; readonly pitch: number }[] {
  const lines: { span: readonly [number, number]; pitch: number }[] = [];
  let first = 0;
  for (let frame = 1; frame <= pitches.length; frame += 1) {
    const goesOn =
      frame < pitches.length &&
      sounding[frame]! > SOUNDING &&
      sounding[frame - 1]! > SOUNDING &&
      Math.abs(pitches[frame]! - pitches[frame - 1]!) < SMALLEST_STEP;
    if (goesOn) continue;
    if (sounding[first]! > SOUNDING && frame - first >= SHORTEST) {
      lines.push({ span: [first, frame], pitch: medianOf(pitches.subarray(first, frame)) });
    }
    first = frame;
  }
  return lines;
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function indexOfLargest(values: Float32Array): number {
  let best = 0;
  for (let k = 1; k < values.length; k += 1) if (values[k]! > values[best]!) best = k;
  return best;
}

function sumOf(values: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let k = from; k < to; k += 1) sum += values[k]!;
  return sum;
}

function addTo(out: Float32Array, data: Float32Array, from: number): void {
  for (let k = 0; k < out.length; k += 1) out[k]! += data[from + k]!;
}

/** Scales the members' shares, so that they sum to that of their group. */
function divideAmong(together: Float32Array, members: readonly number[], data: Float32Array): void {
  const size = together.length;
  for (let k = 0; k < size; k += 1) {
    let before = 0;
    for (const slot of members) before += data[slot * size + k]!;
    const factor = before > 0 ? together[k]! / before : 0;
    for (const slot of members) data[slot * size + k]! *= factor;
  }
}
