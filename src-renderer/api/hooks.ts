import { useCallback, useEffect, useRef, useState } from 'react';
import { isCancelled, isFailure } from '../../src-shared/contract/failure.ts';
import { connection } from './connection.ts';

export interface Loaded<T> {
  readonly data: T | null;
  readonly error: unknown;
  readonly loading: boolean;
  reload: () => void;
}

/**
 * Fetches when `key` changes and on reload; once more when the connection returns, if it failed without one. Aborts outdated
 * requests and ignores their results. The previous data stay visible while loading.
 */
export function useLoad<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [result, setResult] = useState<{ key: string; data: T | null; error: unknown } | null>(null);
  const [turn, setTurn] = useState(0);
  const loader = useRef(load);
  useEffect(() => {
    loader.current = load;
  });
  useEffect(() => {
    if (key === null) return undefined;
    const controller = new AbortController();
    loader.current(controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) setResult({ key, data, error: null });
      },
      (error: unknown) => {
        if (controller.signal.aborted || isCancelled(error)) return;
        setResult((before) => ({ key, data: before?.data ?? null, error }));
      },
    );
    return () => controller.abort();
  }, [key, turn]);
  const lost =
    result !== null && result.key === key && isFailure(result.error) && result.error.code === 'process/died';
  useEffect(() => {
    if (!lost) return undefined;
    return connection.subscribe(() => {
      if (connection.state === 'open') setTurn((before) => before + 1);
    });
  }, [lost]);
  return {
    data: result?.data ?? null,
    error: result?.key === key ? result.error : null,
    loading: key !== null && result?.key !== key,
    reload: useCallback(() => setTurn((before) => before + 1), []),
  };
}

export interface Action<A extends unknown[]> {
  run: (...args: A) => void;
  readonly busy: boolean;
  readonly error: unknown;
  clear: () => void;
}

/** Wraps a user action: tracks whether it is running and keeps its error for display. */
export function useAction<A extends unknown[]>(work: (...args: A) => Promise<void>): Action<A> {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const current = useRef(work);
  useEffect(() => {
    current.current = work;
  });
  const run = useCallback((...args: A) => {
    setBusy(true);
    setError(null);
    current
      .current(...args)
      .catch((failure: unknown) => {
        if (!isCancelled(failure)) setError(failure);
      })
      .finally(() => setBusy(false));
  }, []);
  return { run, busy, error, clear: useCallback(() => setError(null), []) };
}

/** Returns `value` once it has been unchanged for `delay` milliseconds. */
export function useDebounced<T>(value: T, delay: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return settled;
}
