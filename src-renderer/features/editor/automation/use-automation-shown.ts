import { useCallback, useState } from 'react';
import { pointsFor } from '../../../../src-shared/mixing/targets.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { busSubjects, TRACK_LEVELS } from './subjects.ts';

/** Which level's lane is shown of a track or a bus, by the owner's id. */
export type AutomationShown = ReadonlyMap<string, string>;

/** The lanes that are shown: at first those that have points, one a track. */
export function useAutomationShown(document: ProjectDocument) {
  const [automationShown, setAutomationShown] = useState<AutomationShown>(() => {
    const tracks = document.tracks.flatMap(({ id, automation }) => {
      const target = TRACK_LEVELS.find((level) => pointsFor(automation, level) !== null);
      return target === undefined ? [] : [[id, target] as const];
    });
    const buses = busSubjects(document).filter(({ points }) => points !== null);
    return new Map([...tracks, ...buses.map(({ ownerId, target }) => [ownerId, target] as const)]);
  });
  const showAutomation = useCallback(
    (ownerId: string, target: string | null) =>
      setAutomationShown((now) => {
        const next = new Map(now);
        if (target === null) next.delete(ownerId);
        else next.set(ownerId, target);
        return next;
      }),
    [],
  );
  return { automationShown, showAutomation };
}
