import type { PlayerNotes, SoundingNote } from '../../notes/prior.ts';
import { withPower, withSquares } from '../power.ts';
import { beliefIn, type Posteriors } from './belief.ts';
import { PartialsFit } from './fit.ts';
import { Follower, type Fundamental } from './follow.ts';

/** A note may sound this long before its onset and after its offset. */
const WIDEN_SECONDS = 0.1;
/** Share of an estimate's power that counts as not harmonic while its player has a note, and of the rest where it holds little. */
const RESIDUAL = 0.25;
/** The same while a player has none, because notes may be missing and reverberation lasts. */
const SILENT = 0.5;
/**
 * Shares of a piece's power in the rest. With all players declared it holds up to 9 %, with one of three undeclared 13 to 40 %;
 * from `MUCH` on all of it counts, because nobody knows the notes of those who are not declared.
 */
const LITTLE = 0.06;
const MUCH = 0.12;

/** Masks of a piece, `data[(slot·length + frame)·bins + bin]`, which sum to one over the slots; the rest is the last. */
export interface PieceShares {
  readonly data: Float32Array;
  readonly slots: number;
  readonly bins: number;
  readonly length: number;
}

/** When a piece's frames are. */
export interface PieceTimes {
  /** Of the frames, in samples of the recording, rising. */
  readonly centres: readonly number[];
  readonly sampleRate: number;
}

export interface FollowedNote extends Fundamental {
  /** Of the piece. */
  readonly firstFrame: number;
}

/** The pieces of one separation. */
export interface PartialsGrid extends Omit<PieceShares, 'data'> {
  readonly binHz: number;
}

/** Follows and fits the partials of one piece after another, in the same memory. */
export class Partials {
  readonly #grid: PartialsGrid;
  readonly #follower: Follower;
  #fit: PartialsFit;

  constructor(grid: PartialsGrid) {
    const { slots, bins, length, binHz } = grid;
    this.#grid = grid;
    this.#follower = new Follower(bins, binHz, length);
    this.#fit = new PartialsFit(slots, bins, binHz, slots);
  }

  /**
   * Follows a note from frame `from` to `to`.
   * @returns null if none of its partials lies within the spectrum
   */
  follow(
    magnitudes: readonly Float32Array[],
    { data, bins, length }: PieceShares,
    slot: number,
    [from, to]: readonly [number, number],
    pitch: number,
  ): FollowedNote | null {
    const start = (slot * length + from) * bins;
    const estimate = { magnitudes: magnitudes.slice(from, to), shares: data, start };
    const found = this.#follower.follow(estimate, pitch);
    return found === null ? null : { ...found, firstFrame: from };
  }

  /**
   * Replaces the shares in every frame in which a note sounds by those of the fitted powers.
   * @param followed the notes of each slot; none of the rest, which is the last
   * @param residualOf the share of a player's estimate that is not harmonic in a frame, in which a note sounds or not
   */
  fit(
    followed: readonly (readonly FollowedNote[])[],
    magnitudes: readonly Float32Array[],
    shares: PieceShares,
    residualOf: (slot: number, frame: number, sounds: boolean) => number,
  ): void {
    if (followed.every((notes) => notes.length === 0)) return;
    const { data, slots, bins, length } = shares;
    const fit = this.#fitFor(mostAtOnce(followed.flat(), magnitudes.length));
    const residual = new Float64Array(slots);
    const ofRest = residualOfRest(magnitudes, shares);
    for (const [frame, magnitude] of magnitudes.entries()) {
      fit.begin();
      let anySounds = false;
      for (const [slot, notes] of followed.entries()) {
        const sounds = addSounding(fit, notes, slot, frame);
        residual[slot] = residualOf(slot, frame, sounds);
        anySounds ||= sounds;
      }
      residual[slots - 1] = ofRest;
      if (anySounds) fit.sharpen({ data, start: frame * bins, stride: length * bins }, magnitude, residual);
    }
  }

  #fitFor(fundamentals: number): PartialsFit {
    if (fundamentals > this.#fit.fundamentals) {
      const { slots, bins, binHz } = this.#grid;
      this.#fit = new PartialsFit(slots, bins, binHz, fundamentals);
    }
    return this.#fit;
  }
}

/** How many notes a frame has at most. */
function mostAtOnce(notes: readonly FollowedNote[], frames: number): number {
  const counts = new Int32Array(frames);
  for (const { firstFrame, hertz } of notes) {
    for (let frame = firstFrame; frame < firstFrame + hertz.length; frame += 1) counts[frame]! += 1;
  }
  return Math.max(...counts);
}

/** A told note, and how far the model confirms it, 0 to 1. */
interface ToldNote extends FollowedNote {
  readonly belief: number;
}

/**
 * Sharpens masks where the players' notes are known, by the partials of these notes. The fundamental of each note is followed
 * from frame to frame in its player's estimate, with the spread that vibrato and glides give it within a window. Every partial
 * then has the shape of the window's main lobe at its frequency; their powers start from the player's estimate and are fitted
 * to the recording's. The new masks are the shares of the fitted powers, and sum to one. Frames without a known note stay as
 * they are, and so do the estimates of players whose notes were heard: on two violins and cello (URMP 12) heard notes lost 0.2 dB.
 * If all notes were heard, `heard.ts` takes over. A told note may be wrong: the less the model hears of it, the more of its player's
 * estimate stays whatever the partials are.
 * `models/training/signal/partials.py` has the same formulas; a golden fixture compares them.
 * @param players the notes of each slot, the rest's last; null where nothing is known
 * @param magnitudes of the recording, frame by frame
 * @param shares overwritten
 * @param posteriors null for a model that does not tell what it hears: then every note is believed
 */
export function sharpenByPartials(
  partials: Partials,
  players: readonly (PlayerNotes | null)[],
  magnitudes: readonly Float32Array[],
  times: PieceTimes,
  shares: PieceShares,
  posteriors: Posteriors | null,
): void {
  const beliefOf = (note: SoundingNote, slot: number): number =>
    posteriors === null ? 1 : beliefIn(note, slot, posteriors, magnitudes, shares, times);
  const followed = players.map((player, slot) =>
    (player === null || player.isOpenBetween === true ? [] : spansOf(player, times)).flatMap(
      ({ span, note }): ToldNote[] => {
        const found = partials.follow(magnitudes, shares, slot, span, note.pitch);
        return found === null ? [] : [{ ...found, belief: beliefOf(note, slot) }];
      },
    ),
  );
  const residuals = followed.map((notes, slot) => residualsOf(notes, players[slot]!, times.centres));
  partials.fit(followed, magnitudes, shares, (slot, frame) => residuals[slot]![frame]!);
}

/** A player's share that is not harmonic, frame by frame: of the notes that sound, the one that the model confirms most counts. */
function residualsOf(
  notes: readonly ToldNote[],
  player: PlayerNotes | null,
  centres: readonly number[],
): Float64Array {
  const beliefs = new Float64Array(centres.length).fill(-1);
  for (const { firstFrame, hertz, belief } of notes) {
    const end = firstFrame + hertz.length;
    for (let frame = firstFrame; frame < end; frame += 1) beliefs[frame] = Math.max(beliefs[frame]!, belief);
  }
  return beliefs.map((belief, frame) =>
    belief < 0 ? withoutNote(player, centres[frame]!) : RESIDUAL + (1 - RESIDUAL) * (1 - belief),
  );
}

/** Of a player who has no note: where nothing is known, all of the estimate stays. */
const withoutNote = (player: PlayerNotes | null, centre: number): number =>
  player === null || player.isOpenBetween === true || centre < player.knownFrom || centre >= player.knownTo
    ? 1
    : SILENT;

function residualOfRest(
  magnitudes: readonly Float32Array[],
  { data, slots, bins, length }: PieceShares,
): number {
  let [all, rest] = [0, 0];
  for (const [frame, magnitude] of magnitudes.entries()) {
    all = withSquares(all, magnitude);
    rest = withPower(rest, magnitude, data, ((slots - 1) * length + frame) * bins);
  }
  const share = all > 0 ? rest / all : 0;
  return RESIDUAL + (1 - RESIDUAL) * Math.min(1, Math.max(0, (share - LITTLE) / (MUCH - LITTLE)));
}

/** @returns whether there is one */
function addSounding(fit: PartialsFit, notes: readonly FollowedNote[], slot: number, frame: number): boolean {
  let any = false;
  for (const { firstFrame, hertz, spread } of notes) {
    const at = frame - firstFrame;
    if (at < 0 || at >= hertz.length) continue;
    fit.add(slot, hertz[at]!, spread[at]!);
    any = true;
  }
  return any;
}

/** The frames in which each note may sound, half open. */
function spansOf(
  { notes }: PlayerNotes,
  { centres, sampleRate }: PieceTimes,
): { readonly span: readonly [number, number]; readonly note: SoundingNote }[] {
  const widen = WIDEN_SECONDS * sampleRate;
  return notes.flatMap((note) => {
    const span = [firstFrom(centres, note.onset - widen), firstFrom(centres, note.offset + widen)] as const;
    return span[1] > span[0] ? [{ span, note }] : [];
  });
}

/** The first frame that lies at or after a time. */
function firstFrom(centres: readonly number[], time: number): number {
  const found = centres.findIndex((centre) => centre >= time);
  return found < 0 ? centres.length : found;
}
