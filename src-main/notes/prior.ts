/**
 * How a model takes notes as input: its candidates for a fundamental, and the shape of the prior that it was
 * trained with.
 */
export interface PriorShape {
  readonly lowestHz: number;
  readonly stepsPerOctave: number;
  /** Candidate k has a fundamental of lowestHz · 2^(k / stepsPerOctave). */
  readonly candidates: number;
  /** The weight of a fundamental that no note allows, above 0. */
  readonly floor: number;
  /** Semitones from a note's pitch at which the prior has fallen to 1/e. */
  readonly widthSemitones: number;
  /** A note counts this long before its onset and after its offset too. */
  readonly widenSeconds: number;
}

/** Samples of the recording, half open; MIDI pitch with a fraction. */
export interface SoundingNote {
  readonly onset: number;
  readonly offset: number;
  readonly pitch: number;
  /** The note's confidence, above 0 and up to 1: the floor next to it is `floor ** weight`. Defaults to 1. */
  readonly weight?: number;
}

/** What one player plays. */
export interface PlayerNotes {
  readonly notes: readonly SoundingNote[];
  /** Where the notes are known, in samples of the recording; outside, the prior allows everything. */
  readonly knownFrom: number;
  readonly knownTo: number;
  /** Whether nothing is known between the notes either: notes that were heard leave others unheard. */
  readonly isOpenBetween?: boolean;
  /** Notes of other players, whose fundamentals this one does not play where it is open. */
  readonly taken?: readonly SoundingNote[];
}

/**
 * Exponent of the floor for another player's fundamental: the model detects it there too, and must be kept
 * from assigning it to this player.
 */
const TAKEN = 2.5;

/** The notes of a score or passage are considered known up to this far beyond its ends. */
export const KNOWN_AROUND_SECONDS = 1;

/** From a little before the first note of any player to a little after the last; null without notes. */
export function knownSpan(
  notes: readonly SoundingNote[],
  sampleRate: number,
): { readonly from: number; readonly to: number } | null {
  if (notes.length === 0) return null;
  const around = Math.round(KNOWN_AROUND_SECONDS * sampleRate);
  const from = notes.reduce((least, { onset }) => Math.min(least, onset), Infinity) - around;
  const to = notes.reduce((most, { offset }) => Math.max(most, offset), -Infinity) + around;
  return { from, to };
}

/** MIDI pitch of every candidate. */
export function candidatePitches({ lowestHz, stepsPerOctave, candidates }: PriorShape): Float64Array {
  const lowest = 69 + 12 * Math.log2(lowestHz / 440);
  return Float64Array.from({ length: candidates }, (_, k) => lowest + (12 * k) / stepsPerOctave);
}

/**
 * How much a player's notes allow each fundamental: while a note sounds, max(floor, exp(-((candidate - pitch) / width)⁴));
 * of several notes the largest counts; the floor where none does; 1 where nothing is known.
 * `models/training/signal/notes_prior.py` has the same formula.
 * @param player null where nothing is known of the player
 * @param centres of the frames, in samples of the recording, rising
 * @param out [candidates, length], overwritten; frames behind the last centre are left open
 */
export function writePrior(
  shape: PriorShape,
  player: PlayerNotes | null,
  centres: readonly number[],
  sampleRate: number,
  out: Float32Array,
): void {
  out.fill(1);
  if (player === null) return;
  const length = out.length / shape.candidates;
  const widen = shape.widenSeconds * sampleRate;
  const isKnown = (centre: number): boolean => centre >= player.knownFrom && centre < player.knownTo;
  const frames = [...centres.entries()].filter(([, centre]) => isKnown(centre));
  const [first, last] = [frames[0]?.[1] ?? Infinity, frames.at(-1)?.[1] ?? -Infinity];
  const near = ({ onset, offset }: SoundingNote): boolean => offset + widen > first && onset - widen <= last;
  const notes = player.notes.filter(near);
  const framesOf = ({ onset, offset }: SoundingNote): number[] =>
    frames.filter(([, centre]) => centre >= onset - widen && centre < offset + widen).map(([frame]) => frame);
  const pitches = candidatePitches(shape);
  const shareOf = ({ pitch }: SoundingNote): Float64Array =>
    pitches.map((candidate) => Math.exp(-(((candidate - pitch) / shape.widthSemitones) ** 4)));
  // A frame without a note is silent, or open where notes may have been missed.
  const floors = new Float32Array(length).fill(player.isOpenBetween === true ? 1 : shape.floor);
  for (const note of notes) {
    for (const frame of framesOf(note)) {
      floors[frame] = Math.min(floors[frame]!, shape.floor ** (note.weight ?? 1));
    }
  }
  for (const [frame] of frames) {
    if (floors[frame] === 1) continue;
    for (let k = 0; k < shape.candidates; k += 1) out[k * length + frame] = floors[frame]!;
  }
  for (const note of player.taken?.filter(near) ?? []) {
    const taken = shareOf(note);
    for (const frame of framesOf(note)) {
      for (let k = 0; k < shape.candidates; k += 1) {
        const at = k * length + frame;
        out[at] = Math.min(out[at]!, shape.floor ** (TAKEN * taken[k]!));
      }
    }
  }
  for (const note of notes) {
    const allowed = shareOf(note);
    for (const frame of framesOf(note)) {
      for (let k = 0; k < shape.candidates; k += 1) {
        const at = k * length + frame;
        out[at] = Math.max(out[at]!, allowed[k]!);
      }
    }
  }
}
