import { CircleHelp } from 'lucide-react';
import { isDoubtful } from '../../../src-shared/project/doubtful-notes.ts';
import type { Note, NotesDocument } from '../../../src-shared/project/notes.ts';
import { Button } from '../../ui/Button.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly document: NotesDocument;
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (note: Note) => void;
}

/** The first doubtful note after the selected ones; from the beginning again behind the last. */
export function nextDoubtful({ notes }: NotesDocument, selected: ReadonlySet<string>): Note | null {
  const last = notes.findLastIndex(({ id }) => selected.has(id));
  return notes.slice(last + 1).find(isDoubtful) ?? notes.find(isDoubtful) ?? null;
}

/** How many notes may be another player's, and a way from one to the next. */
export function DoubtfulNotes({ document, selected, onSelect }: Props) {
  const count = document.notes.filter(isDoubtful).length;
  if (count === 0) return null;
  const texts = words().notes.order;
  return (
    <Button
      size="sm"
      icon={<CircleHelp size={14} aria-hidden="true" />}
      title={texts.doubtfulText}
      onClick={() => {
        const next = nextDoubtful(document, selected);
        if (next !== null) onSelect(next);
      }}
    >
      {texts.doubtful(count)}
    </Button>
  );
}
