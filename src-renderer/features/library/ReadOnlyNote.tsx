import { Note } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

/** Shown when the library is read-only, either by choice or because another process has it open. */
export function ReadOnlyNote() {
  return (
    <Note tone="warning" title={words().library.readOnly}>
      {words().library.readOnlyText}
    </Note>
  );
}
