import { formatDb, formatHz } from '../../../../src-shared/format/numbers.ts';
import { pitchName } from '../../../../src-shared/format/pitch.ts';
import { formatTime } from '../../../../src-shared/format/time.ts';
import { pitchOfHz } from '../../../ui/spectrogram/axes.ts';
import type { Rectangle } from '../../../ui/spectrogram/rectangle.ts';

/** Frequency, note and level, as people read them. */
export function readOut(hz: number, db: number | null): string {
  const parts = [formatHz(hz), pitchName(pitchOfHz(hz))];
  if (db !== null) parts.push(formatDb(db, 0));
  return parts.join(' · ');
}

/** The limits of a rectangle: `0:01.20 – 0:02.35 · 440 Hz (A4) – 880 Hz (A5)`. */
export function rectangleText({ start, end, lowHz, highHz }: Rectangle, sampleRate: number): string {
  const time = (frame: number): string => formatTime(frame / sampleRate, 2);
  const limit = (hz: number): string => `${formatHz(hz)} (${pitchName(Math.round(pitchOfHz(hz)))})`;
  return `${time(start)} – ${time(end)} · ${limit(lowHz)} – ${limit(highHz)}`;
}
