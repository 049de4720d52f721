import type { RecordingSort } from '../../../src-shared/contract/finding.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';

/** Returns the declared players, or else those that the listening model detected. */
export function whoPlays(recording: Recording): { readonly players: Ensemble; readonly heard: boolean } {
  const { players, heard } = recording;
  return players.length > 0 || heard === null
    ? { players, heard: false }
    : { players: heard.proposal, heard: true };
}

/** Lists of what is new, long or good begin with the most. */
export const usuallyDescending = (by: RecordingSort['by']): boolean =>
  by === 'imported' || by === 'length' || by === 'quality';
