import type { NotesDocument } from './notes.ts';

/** Samples of a recording, half open. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Whether any note sounds in the passage. */
export function hasNotesIn(document: NotesDocument | null, { from, to }: Span): boolean {
  return document !== null && document.notes.some(({ onset, offset }) => onset < to && offset > from);
}

/**
 * Adds the notes that were heard in a passage to those of the rest of the recording. Heard notes whose ids are taken get
 * the next free ones; players who are not yet in the document follow those who are.
 * @param present the recording's notes, none of them in the passage; null without any
 */
export function withHeard(present: NotesDocument | null, heard: NotesDocument): NotesDocument {
  if (present === null) return heard;
  const taken = new Set(present.notes.map(({ id }) => id));
  let next = 1;
  const free = (id: string): string => {
    if (!taken.has(id)) return id;
    while (taken.has(`h${next}`)) next += 1;
    return `h${next}`;
  };
  const added = heard.notes.map((note) => {
    const id = free(note.id);
    taken.add(id);
    return { ...note, id };
  });
  const known = new Set(present.players.map(({ id }) => id));
  return {
    ...present,
    players: [...present.players, ...heard.players.filter(({ id }) => !known.has(id))],
    notes: [...present.notes, ...added],
  };
}
