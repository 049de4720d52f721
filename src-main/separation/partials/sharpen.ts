import type { PlayerNotes } from '../../notes/prior.ts';
import { PartialsFit } from './fit.ts';
import { followNote, type Fundamental, type Roots } from './follow.ts';
import { withPower, withSquares } from '../power.ts';

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

/** The piece's spectrum, frame by frame. */
export interface PieceSpectra {
  readonly magnitudes: readonly Float32Array[];
  readonly binHz: number;
  /** Of the frames, in samples of the recording, rising. */
  readonly centres: readonly number[];
  readonly sampleRate: number;
}

export interface FollowedNote extends Fundamental {
  /** Of the piece. */
  readonly firstFrame: number;
}

/**
 * Sharpens masks where the players' notes are known, by the partials of these notes. The fundamental of each note is followed
 * from frame to frame in its player's estimate, with the spread that vibrato and glides give it within a window. Every partial
 * then has the shape of the window's main lobe at its frequency; their powers start from the player's estimate and are fitted
 * to the recording's. The new masks are the shares of the fitted powers, and sum to one. Frames without a known note stay as
 * they are, and so do the estimates of players whose notes were heard: the fit takes a note at its word, and on two violins and
 * cello (URMP 12) heard notes lost 0.2 dB with it. If all notes were heard, `heard.ts` takes over.
 * `models/training/signal/partials.py` has the same formulas; a golden fixture compares them.
 * @param players the notes of each slot, the rest's last; null where nothing is known
 * @param shares overwritten
 */
export function sharpenByPartials(
  players: readonly (PlayerNotes | null)[],
  spectra: PieceSpectra,
  shares: PieceShares,
): void {
  const { centres } = spectra;
  const followed = players.map((player, slot) =>
    player === null || player.isOpenBetween === true ? [] : followedNotes(player, spectra, shares, slot),
  );
  fitFrames(followed, spectra, shares, (slot, frame, sounds) =>
    sounds ? RESIDUAL : residualOf(players[slot]!, centres[frame]!),
  );
}

/**
 * Replaces the shares in every frame in which a note sounds by those of the fitted powers.
 * @param followed the notes of each slot; none of the rest, which is the last
 * @param residualOf the share of a player's estimate that is not harmonic in a frame, in which a note sounds or not
 */
export function fitFrames(
  followed: readonly (readonly FollowedNote[])[],
  { magnitudes, binHz }: Pick<PieceSpectra, 'magnitudes' | 'binHz'>,
  shares: PieceShares,
  residualOf: (slot: number, frame: number, sounds: boolean) => number,
): void {
  if (followed.every((notes) => notes.length === 0)) return;
  const { data, slots, bins, length } = shares;
  const fit = new PartialsFit(slots, bins, binHz);
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

/** Of a player who has no note: where nothing is known, all of the estimate stays. */
const residualOf = (player: PlayerNotes | null, centre: number): number =>
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

function followedNotes(
  { notes }: PlayerNotes,
  { magnitudes, binHz, centres, sampleRate }: PieceSpectra,
  shares: PieceShares,
  slot: number,
): FollowedNote[] {
  const widen = WIDEN_SECONDS * sampleRate;
  return notes.flatMap(({ onset, offset, pitch }) => {
    const firstFrame = firstFrom(centres, onset - widen);
    const end = firstFrom(centres, offset + widen);
    if (end <= firstFrame) return [];
    const found = followNote(rootsOf(magnitudes, shares, slot, firstFrame, end), pitch, binHz);
    return found === null ? [] : [{ ...found, firstFrame }];
  });
}

/** The first frame that lies at or after a time. */
function firstFrom(centres: readonly number[], time: number): number {
  const found = centres.findIndex((centre) => centre >= time);
  return found < 0 ? centres.length : found;
}

/** A slot's estimate from frame `from` to `to`. */
export function rootsOf(
  magnitudes: readonly Float32Array[],
  { data, bins, length }: PieceShares,
  slot: number,
  from: number,
  to: number,
): Roots {
  const roots = new Float64Array((to - from) * bins);
  for (let frame = from; frame < to; frame += 1) {
    writeRoots(magnitudes[frame]!, data, (slot * length + frame) * bins, roots, (frame - from) * bins);
  }
  return { data: roots, frames: to - from, bins };
}

function writeRoots(
  magnitude: Float32Array,
  data: Float32Array,
  from: number,
  out: Float64Array,
  at: number,
): void {
  for (let k = 0; k < magnitude.length; k += 1) out[at + k] = Math.sqrt(data[from + k]! * magnitude[k]!);
}
