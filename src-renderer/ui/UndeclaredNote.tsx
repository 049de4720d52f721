import type { UndeclaredInstrument } from '../../src-shared/contract/undeclared.ts';
import { undeclaredWords } from '../../src-shared/quality/undeclared.ts';
import { words } from '../words/words.ts';
import { Note } from './feedback.tsx';

interface Props {
  readonly undeclared: readonly UndeclaredInstrument[];
  /** Absent if the note can't be dismissed. */
  onDismiss?: () => void;
}

/** Says that an instrument was heard which is not in the list of players; nothing if there was none. */
export function UndeclaredNote({ undeclared, onDismiss }: Props) {
  const found = undeclaredWords(undeclared, words());
  if (found === null) return null;
  return (
    <Note tone="warning" title={found.title} {...(onDismiss === undefined ? {} : { onDismiss })}>
      {found.advice}
    </Note>
  );
}
