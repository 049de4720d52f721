import type { NotesDocument } from '../../src-shared/project/notes.ts';
import type { Instrument } from '../../src-shared/project/players.ts';

/** Onset and offset in seconds from the start of the passage, and the MIDI pitch. */
export type KnownNote = readonly [onset: number, offset: number, pitch: number];

/**
 * What each of `players` plays in a passage, in their order; null for a player whose notes are unknown.
 * Notes that Divisi heard itself are left out: a model would learn its own mistakes from them.
 * @param range half-open, in samples of the recording; `to` null means to the end
 * @returns null where no player's notes are known, or where the document is about other players
 */
export function knownNotes(
  document: NotesDocument,
  players: readonly Instrument[],
  range: { readonly from: number; readonly to: number | null },
): (KnownNote[] | null)[] | null {
  const free = [...document.players];
  const ids = players.map((instrument) => {
    const at = free.findIndex((player) => player.instrument === instrument);
    return at === -1 ? null : (free.splice(at, 1)[0]?.id ?? null);
  });
  if (ids.includes(null) || free.length > 0) return null;
  const { from } = range;
  const to = range.to ?? document.frames;
  const seconds = (sample: number): number =>
    (Math.min(Math.max(sample, from), to) - from) / document.sampleRate;
  const known = ids.map((id) => {
    const notes = document.notes
      .filter(
        ({ player, origin, onset, offset }) =>
          player === id && origin !== 'heard' && onset < to && offset > from,
      )
      .map(({ onset, offset, pitch }): KnownNote => [seconds(onset), seconds(offset), pitch]);
    return notes.length === 0 ? null : notes;
  });
  return known.every((notes) => notes === null) ? null : known;
}
