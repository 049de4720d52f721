import { useEffect, useState } from 'react';
import type { StudyId } from '../../src-shared/project/ids.ts';
import { useLoad, type Loaded } from './hooks.ts';
import { onHostChange, useHost } from './store.ts';

/**
 * Loads something about one study, or about all of them, and again whenever a participant answers or somebody changes it.
 * @param studyId null for all studies
 */
export function useStudyData<T>(
  name: string,
  studyId: StudyId | null,
  load: (signal: AbortSignal) => Promise<T>,
): Loaded<T> {
  const loaded = useHost((host) => host.loaded);
  const [revision, setRevision] = useState(0);
  useEffect(
    () =>
      onHostChange(
        (event) => event.type === 'study' && (studyId === null || event.studyId === studyId),
        () => setRevision((before) => before + 1),
      ),
    [studyId],
  );
  return useLoad(loaded ? `${name} ${studyId ?? ''} ${revision}` : null, load);
}
