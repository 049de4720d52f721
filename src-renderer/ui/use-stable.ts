import { useCallback, useEffect, useRef } from 'react';

/**
 * Returns a function of constant identity that calls the latest `callback`, so that memoised components need not render
 * again. For event handlers: during a render, the latest callback is not known yet.
 */
export function useStable<A extends unknown[], R>(callback: (...args: A) => R): (...args: A) => R {
  const latest = useRef(callback);
  useEffect(() => {
    latest.current = callback;
  });
  return useCallback((...args: A) => latest.current(...args), []);
}
