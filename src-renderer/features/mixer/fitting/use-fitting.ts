import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { isCancelled } from '../../../../src-shared/contract/failure.ts';
import type { Fitting } from '../../../../src-shared/project/fitting.ts';
import { levelMatchOf, mixFingerprint, type LevelMatch } from '../../../../src-shared/mixing/fingerprint.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { measureMatch, type MeasureSides } from '../../../../src-shared/mixing/measure-match.ts';

/** A fitting whose level is still being measured: it takes effect afterwards. */
export interface Pending {
  readonly fitting: Fitting;
  readonly done: number;
}

export interface ChosenFitting {
  /** As the document has it. */
  readonly fitting: Fitting | null;
  readonly pending: Pending | null;
  /** Whether the matched levels are those of this mix; null without matched levels. */
  readonly match: LevelMatch | null;
  readonly error: unknown;
  /** Puts a fitting into the document, once its level is measured if levels are to be matched. */
  readonly choose: (fitting: Fitting | null, matched: boolean) => void;
  /** Changes what the level doesn't depend on. */
  readonly set: (fitting: Fitting) => void;
  readonly stop: () => void;
}

/**
 * The master's fitting. What is chosen with matched levels is measured before it is heard, so that a choice is one undo
 * step and never louder than it will stay.
 */
export function useFitting(store: DocumentStore, measure: MeasureSides, stemVersion: number): ChosenFitting {
  const { document } = useSyncExternalStore(store.subscribe, store.getSnapshot);
  const [pending, setPending] = useState<Pending | null>(null);
  const [error, setError] = useState<unknown>(null);
  const running = useRef<AbortController | null>(null);
  const stop = useCallback(() => {
    running.current?.abort();
    running.current = null;
    setPending(null);
    setError(null);
  }, []);
  useEffect(() => () => running.current?.abort(), []);
  const set = useCallback(
    (fitting: Fitting | null): void => store.apply({ type: 'setFitting', fitting }),
    [store],
  );
  const choose = useCallback(
    (fitting: Fitting | null, matched: boolean): void => {
      stop();
      if (fitting === null || !matched) {
        return set(fitting === null ? null : { ...fitting, matchDb: null, matchedMix: null });
      }
      const controller = new AbortController();
      running.current = controller;
      const { signal } = controller;
      const report = (done: number): void => {
        if (!signal.aborted) setPending({ fitting, done });
      };
      report(0);
      const mix = store.getSnapshot().document;
      measureMatch(mix, fitting, measure, signal, report).then(
        (matchDb) => {
          if (signal.aborted) return;
          setPending(null);
          set({ ...fitting, matchDb, matchedMix: mixFingerprint(mix, stemVersion) });
        },
        (failure: unknown) => {
          if (signal.aborted || isCancelled(failure)) return;
          setPending(null);
          setError(failure);
        },
      );
    },
    [store, measure, stemVersion, set, stop],
  );
  const { fitting } = document.master;
  const match = useMemo(() => levelMatchOf(document, stemVersion), [document, stemVersion]);
  return { fitting, pending, match, error, choose, set, stop };
}
