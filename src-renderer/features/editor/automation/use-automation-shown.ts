import { useCallback, useState } from 'react';
import { pointsFor } from '../../../../src-shared/mixing/targets.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { busSubjects, TRACK_LEVELS, trackParameters } from './subjects.ts';

/** Which target's lane is shown of a track or a bus, by the owner's id. */
export type AutomationShown = ReadonlyMap<string, string>;

/** The lanes that are shown: at first those that have points, one a track. */
export function useAutomationShown(document: ProjectDocument) {
  const [automationShown, setAutomationShown] = useState<AutomationShown>(() => {
    const tracks = document.tracks.flatMap((track) => {
      const { automation } = track;
      const level = TRACK_LEVELS.find((target) => pointsFor(automation, target) !== null);
      const parameter = trackParameters(track).find(({ points }) => points !== null);
      const target = level ?? parameter?.target;
      return target === undefined ? [] : [[track.id, target] as const];
    });
    const buses = busSubjects(document).flatMap(
      (subjects) => subjects.find(({ points }) => points !== null) ?? [],
    );
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
