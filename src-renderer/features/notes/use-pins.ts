import { useRef, useState } from 'react';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { withPin, withRealigned } from '../../../src-shared/project/realignment.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import type { NotesStore } from '../../document/notes-store.ts';

/** Pinning bar lines: each change aligns the bars around it again, as one undo step. */
export interface Pins {
  readonly busy: boolean;
  readonly error: unknown;
  /** Pins a bar at a sample, or, for null, removes its pin. */
  pin: (bar: number, sample: number | null) => void;
  cancel: () => void;
}

export function usePins(recordingId: RecordingId, store: NotesStore, saveNow: () => Promise<void>): Pins {
  const running = useRef<AbortController | null>(null);
  const change = useAction(async (bar: number, sample: number | null) => {
    const controller = new AbortController();
    running.current = controller;
    // The host aligns around the bars as they are stored.
    await saveNow();
    const { report } = store.getSnapshot();
    if (report === null) return;
    const anchors = withPin(report.anchors, bar, sample);
    const realigned = await api.notes.realign({ recordingId, bar, anchors }, { signal: controller.signal });
    const { document, report: before } = store.getSnapshot();
    // The score was replaced or the pins were undone meanwhile.
    if (before !== report || controller.signal.aborted) return;
    store.replace(sample === null ? 'unpinBar' : 'pinBar', withRealigned({ document, report }, realigned));
  });
  const [pin] = useState(() => (bar: number, sample: number | null) => {
    running.current?.abort();
    change.run(bar, sample);
  });
  return { busy: change.busy, error: change.error, pin, cancel: () => running.current?.abort() };
}
