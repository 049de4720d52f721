import {
  HIGHEST_PITCH,
  LOWEST_PITCH,
  sortedNotes,
  type Note,
  type NotesDocument,
} from '../../src-shared/project/notes.ts';
import { clampTo } from './edits.ts';

/** The length of a note drawn with a single click. */
export const DRAWN_SECONDS = 0.3;
/** The minimum length of a note after stretching. */
export const LEAST_SECONDS = 0.02;

/**
 * Edits of a recording's notes, as pure functions. Each returns the same document if nothing changes, so that
 * no undo step is created. Notes that a person moves, stretches or draws are marked as drawn, with full
 * confidence.
 */
export type NoteIds = ReadonlySet<string>;

const byHand = { origin: 'drawn', confidence: 1, playerConfidence: undefined } as const;

function mapNotes(document: NotesDocument, ids: NoteIds, change: (note: Note) => Note): NotesDocument {
  const notes = document.notes.map((note) => (ids.has(note.id) ? change(note) : note));
  const isChanged = notes.some((note, index) => note !== document.notes[index]);
  return isChanged ? { ...document, notes: sortedNotes(notes, document.players) } : document;
}

export function removeNotes(document: NotesDocument, ids: NoteIds): NotesDocument {
  const notes = document.notes.filter(({ id }) => !ids.has(id));
  return notes.length === document.notes.length ? document : { ...document, notes };
}

/** Assigns the notes to another player. A note from a score keeps that origin: only its player was wrong. */
export function assignNotes(document: NotesDocument, ids: NoteIds, player: string): NotesDocument {
  if (!document.players.some(({ id }) => id === player)) throw new Error(`no player ${player}`);
  return mapNotes(document, ids, (note) =>
    note.player === player ? note : { ...note, player, confidence: 1, playerConfidence: undefined },
  );
}

/**
 * Moves the notes together: a note at the edge of the recording or of the pitch range stops the whole group,
 * so that a phrase keeps its shape.
 * @param frames samples, may be negative
 * @param semitones may have a fraction
 */
export function moveNotes(
  document: NotesDocument,
  ids: NoteIds,
  frames: number,
  semitones: number,
): NotesDocument {
  const moved = document.notes.filter(({ id }) => ids.has(id));
  if (moved.length === 0) return document;
  const earliest = Math.min(...moved.map(({ onset }) => onset));
  const latest = Math.max(...moved.map(({ offset }) => offset));
  const lowest = Math.min(...moved.map(({ pitch }) => pitch));
  const highest = Math.max(...moved.map(({ pitch }) => pitch));
  const time = clampTo(Math.round(frames), -earliest, document.frames - latest);
  const pitch = clampTo(semitones, LOWEST_PITCH - lowest, HIGHEST_PITCH - highest);
  if (time === 0 && pitch === 0) return document;
  return mapNotes(document, ids, (note) => ({
    ...note,
    ...byHand,
    onset: note.onset + time,
    offset: note.offset + time,
    // Rounded to a thousandth of a semitone, so that sums of fractions stay readable.
    pitch: Math.round((note.pitch + pitch) * 1000) / 1000,
  }));
}

/** Moves one end of each note; none becomes shorter than `least` samples. */
export function stretchNotes(
  document: NotesDocument,
  ids: NoteIds,
  end: 'onset' | 'offset',
  frames: number,
  least: number,
): NotesDocument {
  return mapNotes(document, ids, (note) => {
    const wanted = note[end] + Math.round(frames);
    const position =
      end === 'onset'
        ? clampTo(wanted, 0, Math.max(0, note.offset - least))
        : clampTo(wanted, Math.min(document.frames, note.onset + least), document.frames);
    return position === note[end] ? note : { ...note, ...byHand, [end]: position };
  });
}

/** @throws Error where the note's player is not one of the document's, or its id is taken */
export function addNote(document: NotesDocument, note: Note): NotesDocument {
  if (!document.players.some(({ id }) => id === note.player)) throw new Error(`no player ${note.player}`);
  if (document.notes.some(({ id }) => id === note.id)) throw new Error(`the id ${note.id} is taken`);
  return { ...document, notes: sortedNotes([...document.notes, note], document.players) };
}

/** An id that no note of the document has. */
export function freeNoteId(document: NotesDocument): string {
  const taken = new Set(document.notes.map(({ id }) => id));
  let number = document.notes.length + 1;
  while (taken.has(`drawn-${number}`)) number += 1;
  return `drawn-${number}`;
}

/** Exchanges the whole lines of two players. That says nothing about single notes, which keep their confidence. */
export function swapLines(document: NotesDocument, [one, other]: readonly [string, string]): NotesDocument {
  const given = new Map([
    [one, other],
    [other, one],
  ]);
  const moved = new Set(document.notes.filter(({ player }) => given.has(player)).map(({ id }) => id));
  return mapNotes(document, moved, (note) => ({ ...note, player: given.get(note.player) ?? note.player }));
}
