import { Note } from '../../ui/feedback.tsx';

/** Started so, or beside another program that has the library. */
export function ReadOnlyNote() {
  return (
    <Note tone="warning" title="This library is open read-only">
      Another Divisi is using it, or this one was started with “--read-only”. You can listen here; to make
      changes, close the other one and start anew.
    </Note>
  );
}
