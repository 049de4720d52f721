import { sortedNotes, type NotesDocument } from './notes.ts';

/**
 * Gives whole lines to other players.
 * @param given by a player's id, the player whose its notes become; notes of others stay
 */
export function withLinesGiven(document: NotesDocument, given: ReadonlyMap<string, string>): NotesDocument {
  const notes = document.notes.map((note) => {
    const player = given.get(note.player) ?? note.player;
    return player === note.player ? note : { ...note, player };
  });
  const isChanged = notes.some((note, index) => note !== document.notes[index]);
  return isChanged ? { ...document, notes: sortedNotes(notes, document.players) } : document;
}
