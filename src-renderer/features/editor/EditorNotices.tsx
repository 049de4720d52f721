import { useState } from 'react';
import type { UndeclaredInstrument } from '../../../src-shared/contract/undeclared.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, Note } from '../../ui/feedback.tsx';
import { UndeclaredNote } from '../../ui/UndeclaredNote.tsx';
import { words } from '../../words/words.ts';
import type { EditorSession } from './session.ts';
import { useObservable } from './use-store.ts';

interface Props {
  readonly session: Pick<EditorSession, 'engine' | 'saving' | 'saveNow'>;
  readonly undeclared: readonly UndeclaredInstrument[];
}

/** What the user must know above the tracks: playback or saving failed, or somebody plays who was not declared. */
export function EditorNotices({ session, undeclared }: Props) {
  const { failure } = useObservable(session.engine.state);
  const saved = useObservable(session.saving);
  const [isDismissed, setDismissed] = useState(false);
  return (
    <div className="editor-notices">
      {failure !== null && <FailureNote {...describeFailure(failure)} />}
      {saved.kind === 'failed' && (
        <Note
          tone="error"
          title={describeFailure(saved.failure).title}
          action={
            <Button size="sm" onClick={() => void session.saveNow()}>
              {words().editor.saveAgain}
            </Button>
          }
        >
          {describeFailure(saved.failure).advice}
        </Note>
      )}
      {!isDismissed && <UndeclaredNote undeclared={undeclared} onDismiss={() => setDismissed(true)} />}
    </div>
  );
}
