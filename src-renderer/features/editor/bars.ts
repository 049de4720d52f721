import { isFailure } from '../../../src-shared/contract/failure.ts';
import { heardBars, type HeardBar } from '../../../src-shared/project/bars.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { onHostChange } from '../../api/store.ts';
import type { Observable } from '../../engine/observable.ts';

/** The bars in a project's own samples: it begins `offset` samples into the recording. */
export function barsFrom(bars: readonly HeardBar[], offset: number): HeardBar[] {
  return bars
    .filter(({ end }) => end > offset)
    .map((bar) => ({ ...bar, start: bar.start - offset, end: bar.end - offset }));
}

/** Keeps `bars` as the recording's score is aligned, now and later. @returns what ends it */
export function followBars(
  recordingId: RecordingId,
  offset: number,
  bars: Observable<readonly HeardBar[]>,
): () => void {
  const leaving = new AbortController();
  const load = async (): Promise<void> => {
    try {
      const { score } = await api.notes.get({ recordingId }, { signal: leaving.signal });
      bars.set(barsFrom(heardBars(score?.report.bars ?? []), offset));
    } catch (error) {
      // Without a connection the ruler goes on with what it has.
      if (!isFailure(error)) throw error;
    }
  };
  void load();
  const unfollow = onHostChange(
    (event) => event.type === 'notes' && event.recordingId === recordingId,
    () => void load(),
  );
  return () => {
    leaving.abort();
    unfollow();
  };
}
