import { MOST_SHAPES, type SoundSelection } from '../../../src-shared/project/sound-selection.ts';
import type { Note } from '../../../src-shared/project/notes.ts';

/** As the editor's tool selects the harmonics of a note by default. */
const HARMONICS = { count: 16, cents: 100 } as const;
const CONCERT_PITCH_HZ = 440;

/** The harmonics of notes while they sound; null for no note, and for more notes than a selection has shapes. */
export function soundOfNotes(
  notes: readonly Pick<Note, 'onset' | 'offset' | 'pitch'>[],
): SoundSelection | null {
  if (notes.length === 0 || notes.length > MOST_SHAPES) return null;
  return notes.map(({ onset, offset, pitch }) => ({
    ...{ kind: 'harmonics' as const, erase: false, from: onset, to: offset },
    ...{ hz: CONCERT_PITCH_HZ * 2 ** ((pitch - 69) / 12), ...HARMONICS },
  }));
}
