import { useCallback, useEffect, useRef, useState } from 'react';
import type { StudyDocument } from '../../../src-shared/studies/study.ts';
import { api } from '../../api/client.ts';
import { Autosave, type NotSaved, type SaveState } from '../../document/autosave.ts';

const MOST_UNDO = 100;

export interface EditedStudy {
  readonly document: StudyDocument;
  readonly revision: number;
  readonly state: 'saved' | 'saving' | 'unsaved';
  readonly error: unknown;
  change: (document: StudyDocument) => void;
  readonly undo: (() => void) | null;
  readonly redo: (() => void) | null;
  /** Saves what is not saved yet. */
  flush: () => Promise<void>;
}

/**
 * A study that is edited: every change is saved as a new version soon after it, and can be undone. What could not be saved is
 * tried again, also after the page was left.
 * @param onNotSaved called if the page was left with edits that are not saved
 */
export function useStudy(
  initial: StudyDocument,
  initialRevision: number,
  onNotSaved: (why: NotSaved) => void,
): EditedStudy {
  const [document, setDocument] = useState(initial);
  const [revision, setRevision] = useState(initialRevision);
  const [state, setState] = useState<SaveState['kind']>('saved');
  const [error, setError] = useState<unknown>(null);
  const [past, setPast] = useState<readonly StudyDocument[]>([]);
  const [future, setFuture] = useState<readonly StudyDocument[]>([]);
  const newest = useRef(initial);
  const base = useRef(initialRevision);
  const autosave = useRef<Autosave<StudyDocument> | null>(null);
  const tell = useRef(onNotSaved);
  useEffect(() => {
    tell.current = onNotSaved;
  });
  const { id: studyId } = initial;
  useEffect(() => {
    const opened = new Autosave<StudyDocument>({
      revision: base.current,
      document: () => newest.current,
      save: async (baseRevision, latest) => {
        try {
          const saved = await api.studies.save({ baseRevision, document: latest });
          base.current = saved.revision;
          setRevision(saved.revision);
          setError(null);
          return saved;
        } catch (failure) {
          setError(failure);
          throw failure;
        }
      },
      newest: async () => (await api.studies.get({ studyId })).revision,
      onState: ({ kind }) => setState(kind),
    });
    autosave.current = opened;
    return () => {
      void opened.close().then((why) => {
        if (why !== null) tell.current(why);
      });
    };
  }, [studyId]);
  const flush = useCallback(async (): Promise<void> => autosave.current?.flush(), []);

  const show = (next: StudyDocument): void => {
    newest.current = next;
    setDocument(next);
    autosave.current?.changed();
  };
  const [before] = past.slice(-1);
  const [after] = future;
  return {
    document,
    revision,
    state: state === 'saved' || state === 'saving' ? state : 'unsaved',
    error,
    change(next) {
      setPast([...past.slice(1 - MOST_UNDO), document]);
      setFuture([]);
      show(next);
    },
    undo:
      before === undefined
        ? null
        : () => {
            setPast(past.slice(0, -1));
            setFuture([document, ...future]);
            show(before);
          },
    redo:
      after === undefined
        ? null
        : () => {
            setPast([...past, document]);
            setFuture(future.slice(1));
            show(after);
          },
    flush,
  };
}
