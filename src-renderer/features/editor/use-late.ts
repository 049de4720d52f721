import { useEffect, useState } from 'react';

const FORGET_MS = 8000;

/**
 * How often data arrived late recently: the count goes back to 0 once nothing was late for a few seconds.
 * @param underruns the count since the engine started
 */
export function useLate(underruns: number): number {
  const [forgotten, setForgotten] = useState(0);
  useEffect(() => {
    const timer = setTimeout(() => setForgotten(underruns), FORGET_MS);
    return () => clearTimeout(timer);
  }, [underruns]);
  // A new audio context counts from 0 again.
  return underruns < forgotten ? underruns : underruns - forgotten;
}
