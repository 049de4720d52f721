import { useCallback, useEffect, useRef, useState } from 'react';
import type { StudyDocument } from '../../../src-shared/studies/study.ts';
import { api } from '../../api/client.ts';

const SAVE_AFTER_MS = 800;
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

/** A study that is edited: every change is saved as a new version soon after it, and can be undone. */
export function useStudy(initial: StudyDocument, initialRevision: number): EditedStudy {
  const [document, setDocument] = useState(initial);
  const [revision, setRevision] = useState(initialRevision);
  const [state, setState] = useState<EditedStudy['state']>('saved');
  const [error, setError] = useState<unknown>(null);
  const [past, setPast] = useState<readonly StudyDocument[]>([]);
  const [future, setFuture] = useState<readonly StudyDocument[]>([]);
  const newest = useRef(initial);
  const saved = useRef(initial);
  const base = useRef(initialRevision);
  const saving = useRef<Promise<void>>(Promise.resolve());

  const flush = useCallback((): Promise<void> => {
    saving.current = saving.current.then(async () => {
      const wanted = newest.current;
      if (wanted === saved.current) return;
      setState('saving');
      try {
        const { revision: next } = await api.studies.save({ baseRevision: base.current, document: wanted });
        base.current = next;
        saved.current = wanted;
        setRevision(next);
        setError(null);
        setState(newest.current === wanted ? 'saved' : 'unsaved');
      } catch (failure) {
        setError(failure);
        setState('unsaved');
      }
    });
    return saving.current;
  }, []);

  useEffect(() => {
    if (document === saved.current) return undefined;
    const timer = setTimeout(() => void flush(), SAVE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [document, flush]);
  // What was typed a moment ago is saved when the page is left.
  useEffect(() => () => void flush(), [flush]);

  const show = (next: StudyDocument): void => {
    newest.current = next;
    setDocument(next);
    setState('unsaved');
  };
  const [before] = past.slice(-1);
  const [after] = future;
  return {
    document,
    revision,
    state,
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
