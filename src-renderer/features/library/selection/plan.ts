import type { ReadyRecording, Recording } from '../../../../src-shared/contract/recording.ts';
import type { RecordingId } from '../../../../src-shared/project/ids.ts';

export interface Plan {
  readonly fresh: readonly ReadyRecording[];
  /** Have a separation, or one is on its way. */
  readonly separated: readonly ReadyRecording[];
  /** Nobody has named their players. */
  readonly unnamed: readonly Recording[];
  /** Still being imported, failed, or the file is missing. */
  readonly unavailable: readonly Recording[];
}

/** Sorts recordings by whether they can be separated. */
export function planOf(recordings: readonly Recording[], separated: ReadonlySet<RecordingId>): Plan {
  const fresh: ReadyRecording[] = [];
  const again: ReadyRecording[] = [];
  const unnamed: Recording[] = [];
  const unavailable: Recording[] = [];
  for (const recording of recordings) {
    if (recording.state !== 'ready' || !recording.available) unavailable.push(recording);
    else if (recording.players.length === 0) unnamed.push(recording);
    else (separated.has(recording.id) ? again : fresh).push(recording);
  }
  return { fresh, separated: again, unnamed, unavailable };
}
