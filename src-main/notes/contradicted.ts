import type { PlayerNotes, SoundingNote } from './prior.ts';

/** The recording's spectrum, frame by frame. */
export interface Spectra {
  readonly magnitudes: readonly Float32Array[];
  readonly binHz: number;
  /** Of the frames, in samples of the recording, rising. */
  readonly centres: readonly number[];
  readonly sampleRate: number;
}

/** The first partials, and their weights as in `align/rises.ts`. */
const PARTIALS = Array.from({ length: 6 }, (_, h) => ({
  semitones: 12 * Math.log2(h + 1),
  weight: 1 / Math.sqrt(h + 1),
}));
/** How far, in semitones, from the told pitch another is looked for: a slip of the pen, a misread clef or accidental. */
const REACH = 7;
/**
 * How much more another pitch has to stand out. Of the notes of eight recorded ensembles 1.3 % are contradicted wrongly; of those
 * changed by one to seven semitones 76 % rightly, and four in five of these get the pitch that is played.
 */
const LEAST_LEAD = 2.3;
const LEAST_FUNDAMENTAL = 0.2;
/** A note counts from this much after its onset: before, the last one still sounds. */
const ATTACK_SECONDS = 0.05;
const LEAST_FRAMES = 2;
/** As in `align/bands.ts`. */
const COMPRESSION = 100;
const WIDTH_SEMITONES = 0.75;

/**
 * Adds to each told note that the recording contradicts the pitch that stands out instead, so that a model may take either.
 * A pitch stands out by how much its partials exceed the semitones beside them. Heard notes come from the recording
 * and stay as they are.
 * @param players in any order; null where nothing is known
 */
export function withHeardInstead(
  players: readonly (PlayerNotes | null)[],
  spectra: Spectra,
): (PlayerNotes | null)[] {
  const standsOut = contrastIn(spectra);
  const [first, last] = [spectra.centres[0] ?? 0, spectra.centres.at(-1) ?? 0];
  const all = players.flatMap(
    (player) => player?.notes.filter(({ onset, offset }) => onset < last && offset > first) ?? [],
  );
  const candidates = all
    .flatMap((note) => (note.weight === undefined ? instead(note, all, spectra, standsOut) : []))
    .sort((a, b) => b.lead - a.lead);
  // What sounds once is one note's instead: that of the one it contradicts most.
  const taken: Instead[] = [];
  for (const candidate of candidates) {
    if (taken.some((other) => other.note === candidate.note || isSame(other, candidate))) continue;
    taken.push(candidate);
  }
  const found = new Map(taken.map(({ note, pitch }) => [note, { ...note, pitch }]));
  return players.map((player) => {
    const own = player?.notes.flatMap((note) => found.get(note) ?? []) ?? [];
    return player === null || own.length === 0 ? player : { ...player, notes: [...player.notes, ...own] };
  });
}

/** A pitch that stands out where a note is told to be. */
interface Instead {
  readonly note: SoundingNote;
  readonly pitch: number;
  /** By how much it stands out more. */
  readonly lead: number;
}

const overlap = (a: SoundingNote, b: SoundingNote): boolean => a.onset < b.offset && a.offset > b.onset;
const isNear = (a: number, b: number): boolean => Math.abs(a - b) < 0.6;
const isSame = (a: Instead, b: Instead): boolean => overlap(a.note, b.note) && isNear(a.pitch, b.pitch);

function instead(
  note: SoundingNote,
  all: readonly SoundingNote[],
  spectra: Spectra,
  standsOut: Contrast,
): Instead[] {
  const frames = framesOf(note, spectra);
  if (frames.length < LEAST_FRAMES) return [];
  const meanOf = (pitch: number, partials: number): number =>
    frames.reduce((sum, frame) => sum + standsOut(pitch, frame, partials), 0) / frames.length;
  const others = all.filter((other) => overlap(other, note));
  const told = meanOf(note.pitch, PARTIALS.length);
  return (
    Array.from({ length: 2 * REACH + 1 }, (_, n) => note.pitch + n - REACH)
      .filter((pitch) => others.every((other) => !isNear(other.pitch, pitch)))
      .map((pitch) => ({ note, pitch, lead: meanOf(pitch, PARTIALS.length) - told }))
      // Without its fundamental it is a fifth of what sounds.
      .filter(({ pitch, lead }) => lead > LEAST_LEAD && meanOf(pitch, 1) > LEAST_FUNDAMENTAL)
  );
}

/** Frames in which the note sounds by itself. */
function framesOf({ onset, offset }: SoundingNote, { centres, sampleRate }: Spectra): number[] {
  const from = onset + ATTACK_SECONDS * sampleRate;
  return [...centres.entries()].filter(([, at]) => at >= from && at < offset).map(([frame]) => frame);
}

/** How much the first `partials` of a pitch exceed the semitones beside them in one frame. */
type Contrast = (pitch: number, frame: number, partials: number) => number;

/** On a logarithmic scale against the loudest of the frames. */
function contrastIn({ magnitudes, binHz }: Spectra): Contrast {
  const peaks = magnitudes.map((frame) => frame.reduce((most, value) => Math.max(most, value), 0));
  const loud = peaks.sort((a, b) => a - b)[Math.floor(0.95 * (peaks.length - 1))] ?? 0;
  const scale = loud > 0 ? COMPRESSION / loud : 0;
  const band = (pitch: number, frame: number): number => {
    const centre = (440 * 2 ** ((pitch - 69) / 12)) / binHz;
    const half = Math.max(1, centre * (2 ** (1 / 12) - 1) * WIDTH_SEMITONES);
    const values = magnitudes[frame]!;
    const last = Math.min(values.length - 1, Math.floor(centre + half));
    let power = 0;
    for (let k = Math.ceil(centre - half); k <= last; k += 1) {
      power += Math.max(0, 1 - Math.abs(k - centre) / half) * values[k]! ** 2;
    }
    return Math.log1p(scale * Math.sqrt(power));
  };
  return (pitch, frame, partials) =>
    PARTIALS.slice(0, partials).reduce((sum, { semitones, weight }) => {
      const at = pitch + semitones;
      return sum + weight * (band(at, frame) - (band(at - 1, frame) + band(at + 1, frame)) / 2);
    }, 0);
}
