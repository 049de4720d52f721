import { Note } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

/** Started so, or beside another program that has the library. */
export function ReadOnlyNote() {
  return (
    <Note tone="warning" title={words().library.readOnly}>
      {words().library.readOnlyText}
    </Note>
  );
}
