import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { isCancelled } from '../../../src-shared/contract/failure.ts';
import {
  NEWEST_FIRST,
  type RecordingPage,
  type RecordingSort,
} from '../../../src-shared/contract/finding.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import { api } from '../../api/client.ts';
import { useDebounced } from '../../api/hooks.ts';
import { useHost } from '../../api/store.ts';

const PAGE = 100;
/** While recordings are being imported the list changes all the time; it is asked for again this often at most. */
const SETTLE_MS = 250;

export interface RecordingList {
  /** Null until the first answer. */
  readonly total: number | null;
  /** Undefined for a row that has not arrived yet. */
  at: (index: number) => Recording | undefined;
  /** Loads the rows `[first, end)`. */
  need: (first: number, end: number) => void;
  readonly error: unknown;
}

interface Pages {
  /** The search and the order that the pages answer. */
  readonly question: string;
  readonly total: number | null;
  readonly pages: ReadonlyMap<
    number,
    { readonly changes: number; readonly recordings: readonly Recording[] }
  >;
}

const NONE: Pages = { question: '', total: null, pages: new Map() };

/**
 * The recordings that answer a search, sorted by the host, which sends the pages that come into view.
 * @param text null for a text that is no query: the last answer stays
 */
export function useRecordingList(text: string | null, sort: RecordingSort): RecordingList {
  const known = useHost((host) => host.recordings);
  const changes = useChanges();
  const [range, setRange] = useState({ first: 0, last: 0 });
  const newest = useHost((host) => host.newest);
  const [answered, setAnswer] = useState<Pages>(NONE);
  const [failed, setFailed] = useState<{ readonly question: string; readonly error: unknown } | null>(null);
  const { by, descending } = sort;
  const question = text === null ? null : questionOf(text, sort);
  const answer = useMemo(
    () =>
      answered === NONE && question === FIRST_QUESTION && newest !== null ? firstAnswer(newest) : answered,
    [answered, question, newest],
  );
  const latest = useRef(answer);
  useEffect(() => {
    latest.current = answer;
  });
  useEffect(() => {
    if (question === null || text === null) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    const has = (page: number): boolean =>
      latest.current.question === question && latest.current.pages.get(page)?.changes === changes;
    for (const page of new Set([range.first, range.last])) {
      if (has(page)) continue;
      api.library.page({ text, sort: { by, descending }, offset: page * PAGE, limit: PAGE }, { signal }).then(
        ({ total, recordings }) => {
          if (signal.aborted) return;
          setFailed(null);
          setAnswer((before) => ({
            question,
            total,
            pages: new Map(before.question === question ? before.pages : []).set(page, {
              changes,
              recordings,
            }),
          }));
        },
        (error: unknown) => {
          if (!signal.aborted && !isCancelled(error)) setFailed({ question, error });
        },
      );
    }
    return () => controller.abort();
  }, [question, text, by, descending, changes, range]);
  const need = useCallback((first: number, end: number) => {
    const next = { first: Math.floor(first / PAGE), last: Math.floor(Math.max(first, end - 1) / PAGE) };
    setRange((before) => (before.first === next.first && before.last === next.last ? before : next));
  }, []);
  const at = useCallback(
    (index: number) => {
      const recording = answer.pages.get(Math.floor(index / PAGE))?.recordings[index % PAGE];
      return recording === undefined ? undefined : (known.get(recording.id) ?? recording);
    },
    [answer, known],
  );
  const error = failed !== null && failed.question === question ? failed.error : null;
  return useMemo(() => ({ total: answer.total, at, need, error }), [answer.total, at, need, error]);
}

const questionOf = (text: string, { by, descending }: RecordingSort): string => `${by} ${descending} ${text}`;
const FIRST_QUESTION = questionOf('', NEWEST_FIRST);

/** Shown until the first answer arrives. */
const firstAnswer = ({ total, recordings }: RecordingPage): Pages => ({
  question: FIRST_QUESTION,
  total,
  pages: new Map([[0, { changes: -1, recordings: recordings.slice(0, PAGE) }]]),
});

/** Changes some time after anything in the library did. */
export function useChanges(): number {
  // That the rest of a large library has arrived is no change.
  const recordings = useHost((host) => (host.recordingsToCome > 0 ? null : host.recordings));
  const revision = useHost((host) => host.tagsRevision + host.excerptsRevision + host.trashRevision);
  const [seen, setSeen] = useState({ recordings, count: 0 });
  if (seen.recordings !== recordings) {
    setSeen({ recordings, count: seen.recordings === null ? seen.count : seen.count + 1 });
  }
  return useDebounced(seen.count + revision, SETTLE_MS);
}
