import { useCallback, useState } from 'react';
import { pointsFor } from '../../../src-shared/mixing/targets.ts';
import type { Track } from '../../../src-shared/project/document.ts';

/** The tracks that show their automation: at first those that have some of their gain. */
export function useAutomationShown(tracks: readonly Track[]) {
  const [automationShown, setAutomationShown] = useState<ReadonlySet<string>>(
    () =>
      new Set(
        tracks.filter((track) => pointsFor(track.automation, 'gainDb') !== null).map((track) => track.id),
      ),
  );
  const showAutomation = useCallback(
    (trackId: string, shown: boolean) =>
      setAutomationShown((now) => {
        const next = new Set(now);
        if (shown) next.add(trackId);
        else next.delete(trackId);
        return next;
      }),
    [],
  );
  return { automationShown, showAutomation };
}
