import { pitchName } from '../../../src-shared/format/pitch.ts';
import { formatTime } from '../../../src-shared/format/time.ts';
import type { Note } from '../../../src-shared/project/notes.ts';
import type { Player } from '../../../src-shared/project/players.ts';
import { words } from '../../words/words.ts';

/** What is selected, as a sentence for the bar and for screen readers. */
export function inWords(notes: readonly Note[], players: readonly Player[], sampleRate: number): string {
  const [note] = notes;
  if (note === undefined) return words().notes.editor.nothingSelected;
  if (notes.length > 1) return words().notes.editor.selected(notes.length);
  const label = players.find(({ id }) => id === note.player)?.label ?? note.player;
  const from = formatTime(note.onset / sampleRate, 2);
  const to = formatTime(note.offset / sampleRate, 2);
  const origin = words().notes.editor.origins[note.origin];
  const text = words().notes.editor.note(label, pitchName(note.pitch), from, to, origin);
  const { confidence, playerConfidence } = words().notes.editor;
  const percent = (share: number): number => Math.round(share * 100);
  return words().units.listOf([
    text,
    ...(note.confidence < 1 ? [confidence(percent(note.confidence))] : []),
    ...(note.playerConfidence === undefined ? [] : [playerConfidence(percent(note.playerConfidence), label)]),
  ]);
}
