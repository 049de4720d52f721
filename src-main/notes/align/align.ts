import { HOP_SECONDS, type BandMatrix } from './bands.ts';
import { REACH } from './events.ts';
import { refineNotes, type PlacedNote } from './refine.ts';
import { renderBands } from './render.ts';
import { findCoarsely, pairsOf, type Found } from './search.ts';
import { mapThrough, toRecording, type TimeMap } from './time-map.ts';
import { levelOf, zoom, type Anchor, type Zoomed } from './zoom.ts';

/** A note of a score in the seconds of its own tempo marks. */
export interface NominalNote {
  readonly part: number;
  readonly onset: number;
  readonly offset: number;
  /** Sounding MIDI number. */
  readonly pitch: number;
}

export interface AlignedScore extends Zoomed {
  readonly found: Found;
  /** In the order of the score's notes; null for notes outside the recording. */
  readonly notes: readonly (PlacedNote | null)[];
}

/** Frames of each level after the coarse one; the last is the features' own. */
const STEPS = [4, 1];

/**
 * Aligns each note of a score to a recording.
 * @returns null if no tempo and position gives a path (a score or recording of a second or less)
 */
export function alignNotes(
  recording: BandMatrix,
  notes: readonly NominalNote[],
  shifts: readonly number[],
  anchors: readonly Anchor[] = [],
  onProgress: (done: number) => void = () => {},
): AlignedScore | null {
  const found = findNotes(recording, notes, shifts, (done) => onProgress(0.7 * done));
  if (found === null) return null;
  const map = mapThrough(pinned(pairsOf(found), anchors), 3 * found.columnStep * HOP_SECONDS);
  if (map === null) return null;
  const { shift, rowStep } = found;
  const followed = follow(recording, notes, { map, shift, step: rowStep, anchors });
  return followed === null ? null : { ...followed, found };
}

/** The first, coarse step by itself; `near` as in `findCoarsely`. */
export function findNotes(
  recording: BandMatrix,
  notes: readonly NominalNote[],
  shifts: readonly number[],
  onProgress: (done: number) => void = () => {},
  near: Found | null = null,
): Found | null {
  const scoreEnd = notes.reduce((latest, { offset }) => Math.max(latest, offset), 0);
  const rendered = renderBands(notes, Math.ceil(scoreEnd / HOP_SECONDS));
  return findCoarsely(recording, rendered, shifts, onProgress, near);
}

/** What is known about an alignment before it is refined. */
export interface Guess {
  readonly map: TimeMap;
  /** Semitones that the recording lies below the score. */
  readonly shift: number;
  /** Frames of HOP_SECONDS that the map is good to. */
  readonly step: number;
  readonly anchors: readonly Anchor[];
}

/** The same from a map that is roughly right. @returns null if no path leads along it and through the anchors */
export function follow(
  recording: BandMatrix,
  notes: readonly NominalNote[],
  { map: guessed, shift, step: from, anchors }: Guess,
): Omit<AlignedScore, 'found'> | null {
  const scoreEnd = notes.reduce((latest, { offset }) => Math.max(latest, offset), 0);
  let step = from;
  let map = guessed;
  let zoomed: Zoomed | null = null;
  while (step > 1) {
    const cell = step * HOP_SECONDS;
    step = step > 16 ? Math.ceil(step / 4) : (STEPS.find((next) => next < step) ?? 1);
    const level = levelOf(recording, notes, scoreEnd, map, step, shift, 4 * cell);
    zoomed = zoom(level, map, 8 * cell, 4 * step * HOP_SECONDS, anchors);
    if (zoomed === null) return null;
    map = zoomed.map;
  }
  return zoomed === null ? null : { ...zoomed, notes: placed(recording, notes, zoomed, shift, anchors) };
}

/** Drops pairs on the wrong side of an anchor, and adds the anchors themselves. */
function pinned(pairs: readonly [number, number][], anchors: readonly Anchor[]): [number, number][] {
  const own = anchors.map(({ score, recording }): [number, number] => [score, recording]);
  const agreeing = pairs.filter(([score, recording]) =>
    own.every(([s, r]) => (score < s && recording < r) || (score > s && recording > r)),
  );
  return [...agreeing, ...own].sort((a, b) => a[0] - b[0]);
}

/** How far from the recording's ends, by the path, a note may lie that is still looked for in it. */
const EDGE_SECONDS = REACH * HOP_SECONDS;

function placed(
  recording: BandMatrix,
  notes: readonly NominalNote[],
  { map }: Zoomed,
  shift: number,
  anchors: readonly Anchor[],
): (PlacedNote | null)[] {
  const end = recording.frames * HOP_SECONDS;
  const kept = notes.map((note): PlacedNote | null => {
    const [onset, offset] = [toRecording(map, note.onset), toRecording(map, note.offset)];
    if (offset <= -EDGE_SECONDS || onset >= end + EDGE_SECONDS) return null;
    return { ...note, onset, offset, scoreOnset: note.onset, scoreOffset: note.offset };
  });
  const refined = refineNotes(
    recording,
    kept.filter((note) => note !== null),
    shift,
    anchors,
  );
  let next = 0;
  return kept.map((note) => {
    const at = note === null ? null : refined[next++]!;
    return at === null || at.offset <= 0 || at.onset >= end ? null : { ...at, onset: Math.max(0, at.onset) };
  });
}
