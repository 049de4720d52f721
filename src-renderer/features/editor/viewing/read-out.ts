import { formatDb, formatHz } from '../../../../src-shared/format/numbers.ts';
import { pitchName } from '../../../../src-shared/format/pitch.ts';
import { pitchOfHz } from '../../../ui/spectrogram/axes.ts';

/** Frequency, note and level, as people read them. */
export function readOut(hz: number, db: number | null): string {
  const parts = [formatHz(hz), pitchName(pitchOfHz(hz))];
  if (db !== null) parts.push(formatDb(db, 0));
  return parts.join(' · ');
}
