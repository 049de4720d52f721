import { useCallback, useState } from 'react';

/** Keeps the highest peak that passed full scale, until it is reset. */
export function useClip(): {
  readonly clippedDb: number | null;
  /** @param db peak in dBFS */
  onPeak: (db: number) => void;
  reset: () => void;
} {
  const [clippedDb, setClipped] = useState<number | null>(null);
  const onPeak = useCallback((db: number) => {
    if (db > 0) setClipped((before) => (before === null || db > before ? db : before));
  }, []);
  const reset = useCallback(() => setClipped(null), []);
  return { clippedDb, onPeak, reset };
}
