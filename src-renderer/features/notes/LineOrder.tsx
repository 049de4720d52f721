import { ArrowUpDown } from 'lucide-react';
import type { NotesDocument } from '../../../src-shared/project/notes.ts';
import { unorderedPlayers } from '../../../src-shared/project/unordered-players.ts';
import { swapLines } from '../../document/note-edits.ts';
import type { NotesStore } from '../../document/notes-store.ts';
import { Button } from '../../ui/Button.tsx';
import { Note } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly document: NotesDocument;
  readonly store: NotesStore;
  readonly readOnly: boolean;
}

/** Says where nothing tells which of two heard lines is whose, and exchanges them. */
export function LineOrder({ document, store, readOnly }: Props) {
  const playing = new Set(document.notes.map(({ player }) => player));
  const texts = words().notes.order;
  return unorderedPlayers(document.players, document.notes)
    .filter((pair) => pair.every(({ id }) => playing.has(id)))
    .map(([first, second]) => (
      <Note
        key={first.id}
        title={texts.title(first.label)}
        action={
          <Button
            size="sm"
            icon={<ArrowUpDown size={14} aria-hidden="true" />}
            disabled={readOnly}
            onClick={() => store.edit('swapLines', (now) => swapLines(now, [first.id, second.id]))}
          >
            {texts.swapLines}
          </Button>
        }
      >
        {texts.lines(first.label, second.label)}
      </Note>
    ));
}
