import { useEffect, useState } from 'react';
import type { RecordingNotes } from '../../src-shared/contract/notes.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { api } from './client.ts';
import { useLoad, type Loaded } from './hooks.ts';
import { onHostChange } from './store.ts';

/** Loads a recording's saved notes, and reloads them whenever a new revision is saved. */
export function useNotesOf(recordingId: RecordingId): Loaded<RecordingNotes> {
  const [turn, setTurn] = useState(0);
  useEffect(
    () =>
      onHostChange(
        (event) => event.type === 'notes' && event.recordingId === recordingId,
        () => setTurn((now) => now + 1),
      ),
    [recordingId],
  );
  return useLoad(`notes ${recordingId} ${turn}`, (signal) => api.notes.get({ recordingId }, { signal }));
}
