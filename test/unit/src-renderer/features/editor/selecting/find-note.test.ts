import { describe, expect, it } from 'vitest';
import {
  knownNoteAt,
  shownNoteAt,
} from '../../../../../../src-renderer/features/editor/selecting/find-note.ts';
import { hzOfPitch } from '../../../../../../src-renderer/ui/spectrogram/axes.ts';

const RATE = 1000;
const audio = { sampleRate: RATE, frames: 10 * RATE };

describe('the note at a point', () => {
  const notes = [
    { onset: 0, offset: 100, pitch: 60 },
    { onset: 50, offset: 200, pitch: 60.5 },
    { onset: 50, offset: 200, pitch: 72 },
  ];

  it('is the known one that sounds there and is nearest in pitch', () => {
    expect(knownNoteAt(notes, 60, hzOfPitch(60.1))).toEqual({ from: 0, to: 100, hz: hzOfPitch(60) });
    expect(knownNoteAt(notes, 60, hzOfPitch(60.4))).toMatchObject({ from: 50 });
    expect(knownNoteAt(notes, 100, hzOfPitch(60))).toMatchObject({ from: 50 });
    expect(knownNoteAt(notes, 60, hzOfPitch(66))).toBeNull();
    expect(knownNoteAt(notes, 300, hzOfPitch(60))).toBeNull();
  });

  it('or the one that is shown: its strongest pitch, from its beginning to its end', () => {
    const [from, to, pitch] = [2 * RATE, 3 * RATE, 69.3];
    const level = (at: number, hz: number): number =>
      at >= from && at < to ? -20 - 40 * Math.abs(12 * Math.log2(hz / hzOfPitch(pitch))) : -90;
    const found = shownNoteAt(level, { at: 2.4 * RATE, hz: hzOfPitch(69) }, 10, audio);
    expect(found.hz).toBeCloseTo(hzOfPitch(pitch), 1);
    expect(Math.abs(found.from - from)).toBeLessThanOrEqual(10);
    expect(Math.abs(found.to - to)).toBeLessThanOrEqual(10);
  });

  it('goes on over a short gap, and ends at a long one', () => {
    const level = (at: number): number => (at >= 2030 && at < 2060 ? -90 : at >= 2500 ? -90 : -20);
    const found = shownNoteAt(level, { at: 2200, hz: 440 }, 10, audio);
    expect(found.from).toBeLessThan(2000);
    expect(Math.abs(found.to - 2500)).toBeLessThanOrEqual(10);
  });

  it('is half a second where no level is known, within the recording', () => {
    expect(shownNoteAt(() => null, { at: 100, hz: 440 }, 10, audio)).toEqual({ from: 0, to: 350, hz: 440 });
  });
});
