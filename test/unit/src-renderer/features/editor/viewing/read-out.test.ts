import { expect, it } from 'vitest';
import { readOut, rectangleText } from '../../../../../../src-renderer/features/editor/viewing/read-out.ts';

it('reads a point as frequency, note and level', () => {
  expect(readOut(440, -30)).toBe('440 Hz · A4 · −30 dB');
  expect(readOut(440, null)).toBe('440 Hz · A4');
});

it('reads a rectangle as its times, frequencies and nearest notes', () => {
  const rectangle = { start: 48_000, end: 108_000, lowHz: 262, highHz: 1250 };
  expect(rectangleText(rectangle, 48_000)).toBe('0:01.00 – 0:02.25 · 262 Hz (C4) – 1.25 kHz (E♭6)');
});
