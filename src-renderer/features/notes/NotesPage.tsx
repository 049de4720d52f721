import { ArrowLeft, Keyboard, Redo2, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import type { Note } from '../../../src-shared/project/notes.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities, useHost, useRecording } from '../../api/store.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { EmptyState, FailureNote, Spinner } from '../../ui/feedback.tsx';
import { useNotify } from '../../ui/notify.ts';
import { ExportNotes } from './ExportNotes.tsx';
import { KEY_GUIDE } from './keys.ts';
import { NotesEditor, type NotesPassage } from './NotesEditor.tsx';
import { NotesSaving } from './NotesSaving.tsx';
import { openNotes, type NotesSession } from './session.ts';
import { useNotes } from './use-notes.ts';
import { words } from '../../words/words.ts';
import './notes.css';

interface Props {
  readonly recordingId: RecordingId;
  readonly recordingHref: string;
  /** What can be done with a passage of the notes; `saveNow` saves them first. */
  renderPassage: (context: NotesPassageContext) => ReactNode;
}

export interface NotesPassageContext {
  readonly recording: ReadyRecording;
  readonly passage: NotesPassage | null;
  /** The selected notes. */
  readonly notes: readonly Note[];
  readonly readOnly: boolean;
  saveNow: () => Promise<void>;
}

/** Who plays which note in a recording, to be seen and corrected. */
export function NotesPage({ recordingId, recordingHref, renderPassage }: Props) {
  const loaded = useHost((host) => host.loaded);
  const recording = useRecording(recordingId);
  const readOnly = useCapabilities()?.readOnly ?? false;
  const [round, setRound] = useState(0);
  const [opened, setOpened] = useState<{ session: NotesSession } | { error: unknown } | null>(null);
  const ready = loaded && recording?.state === 'ready' ? recording : null;
  const isReady = ready !== null;
  const notify = useNotify();
  const tell = useRef(notify);
  useEffect(() => {
    tell.current = notify;
  });
  useEffect(() => {
    if (ready === null) return undefined;
    let left = false;
    let session: NotesSession | null = null;
    openNotes(ready, readOnly).then(
      (made) => {
        session = made;
        if (left) void made.close();
        else setOpened({ session: made });
      },
      (error: unknown) => {
        if (!left) setOpened({ error });
      },
    );
    return () => {
      left = true;
      void session?.close().then((notSaved) => {
        if (notSaved !== null) tell.current({ tone: 'error', ...words().common.notSaved[notSaved.kind] });
      });
    };
    // The recording's other fields change while the page is open; its notes are opened once.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [recordingId, isReady, readOnly, round]);

  const openAgain = (): void => {
    setOpened(null);
    setRound((now) => now + 1);
  };
  const back = (
    <a className="back-link" href={recordingHref}>
      <ArrowLeft size={14} aria-hidden="true" /> {recording?.title ?? words().notes.theRecording}
    </a>
  );
  if (opened !== null && 'session' in opened && ready !== null) {
    return (
      <Opened
        key={round}
        back={back}
        recording={ready}
        session={opened.session}
        readOnly={readOnly}
        onReload={openAgain}
        renderPassage={renderPassage}
      />
    );
  }
  return (
    <div className="page">
      {back}
      {opened !== null && 'error' in opened ? (
        <>
          <FailureNote {...describeFailure(opened.error)} />
          <Button onClick={openAgain}>{words().common.tryAgain}</Button>
        </>
      ) : loaded && recording === undefined ? (
        <EmptyState title={words().recording.gone} />
      ) : loaded && ready === null ? (
        <EmptyState title={words().notes.notReady}>{words().notes.notReadyText}</EmptyState>
      ) : (
        <Spinner label={words().notes.opening} />
      )}
    </div>
  );
}

interface OpenedProps {
  readonly back: React.ReactNode;
  readonly recording: ReadyRecording;
  readonly session: NotesSession;
  readonly readOnly: boolean;
  onReload: () => void;
  renderPassage: Props['renderPassage'];
}

function Opened({ back, recording, session, readOnly, onReload, renderPassage }: OpenedProps) {
  const { undoLabel, redoLabel } = useNotes(session.store);
  const [guide, setGuide] = useState(false);
  return (
    <div className="page notes-page">
      {back}
      <header className="page-header">
        <h1>{words().notes.title}</h1>
        <div className="notes-actions">
          <ExportNotes recordingId={recording.id} session={session} />
          <NotesSaving session={session} readOnly={readOnly} onReload={onReload} />
          <IconButton
            label={
              undoLabel === null ? words().notes.nothingToUndo : words().notes.undo(words().edits[undoLabel])
            }
            disabled={undoLabel === null}
            onClick={() => session.store.undo()}
          >
            <Undo2 size={17} aria-hidden="true" />
          </IconButton>
          <IconButton
            label={
              redoLabel === null ? words().notes.nothingToRedo : words().notes.redo(words().edits[redoLabel])
            }
            disabled={redoLabel === null}
            onClick={() => session.store.redo()}
          >
            <Redo2 size={17} aria-hidden="true" />
          </IconButton>
          <IconButton label={words().notes.keys} onClick={() => setGuide(true)}>
            <Keyboard size={17} aria-hidden="true" />
          </IconButton>
        </div>
      </header>
      <NotesEditor
        recording={recording}
        session={session}
        readOnly={readOnly}
        renderPassage={(passage, notes) =>
          renderPassage({ recording, passage, notes, readOnly, saveNow: () => session.saveNow() })
        }
      />
      <Dialog open={guide} onOpenChange={setGuide} title={words().notes.keys} width="md">
        <dl className="notes-guide">
          {KEY_GUIDE.map(({ keys, text }) => (
            <div key={text}>
              <dt>
                <kbd>{keys.join(' ')}</kbd>
              </dt>
              <dd>{words().notes.guide[text]}</dd>
            </div>
          ))}
        </dl>
      </Dialog>
    </div>
  );
}
