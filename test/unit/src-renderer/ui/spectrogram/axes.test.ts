import { describe, expect, it } from 'vitest';
import {
  clampAxis,
  frequencyTicks,
  hzAt,
  hzOfPitch,
  pitchOfHz,
  placeOf,
  pointAt,
  scrollFrequency,
  yOf,
  zoomFrequency,
  type FrequencyAxis,
} from '../../../../../src-renderer/ui/spectrogram/axes.ts';
import { HIGHEST_HZ, LOWEST_HZ } from '../../../../../src-shared/spectrogram/tiles.ts';

const axis: FrequencyAxis = { lowHz: 50, highHz: 12_800, height: 160 };

describe('the axes of a spectrogram', () => {
  it('gives every octave the same height, the low end at the bottom', () => {
    expect(yOf(axis, 12_800)).toBe(0);
    expect(yOf(axis, 50)).toBeCloseTo(160, 9);
    for (let octave = 0; octave <= 8; octave += 1) {
      expect(yOf(axis, 50 * 2 ** octave)).toBeCloseTo(160 - 20 * octave, 9);
    }
  });

  it('turns a place into time and frequency, and back', () => {
    const axes = { view: { start: 1000, framesPerPixel: 12.5 }, frequency: axis };
    expect(pointAt(axes, 8, 140)).toEqual({ frame: 1100, hz: expect.closeTo(100, 9) as number });
    for (const [x, y] of [
      [0, 0],
      [17.3, 159.2],
      [900, 80],
    ] as const) {
      const place = placeOf(axes, pointAt(axes, x, y));
      expect(place.x).toBeCloseTo(x, 9);
      expect(place.y).toBeCloseTo(y, 9);
    }
  });

  it('zooms around a frequency and stays within what tiles have', () => {
    const zoomed = zoomFrequency(axis, 0.5, 60);
    expect(hzAt(zoomed, 60)).toBeCloseTo(hzAt(axis, 60), 6);
    expect(zoomed.highHz / zoomed.lowHz).toBeCloseTo(16, 6);
    expect(zoomFrequency(axis, 100, 60)).toMatchObject({ lowHz: LOWEST_HZ, highHz: HIGHEST_HZ });
    const closest = zoomFrequency(axis, 1e-6, 60);
    expect(closest.highHz / closest.lowHz).toBeCloseTo(Math.SQRT2, 9);
  });

  it('scrolls by pixels and stops at the ends', () => {
    const scrolled = scrollFrequency(axis, -20);
    expect(yOf(scrolled, 400)).toBeCloseTo(yOf(axis, 400) - 20, 9);
    const end = scrollFrequency(axis, 10_000);
    expect(end.highHz).toBe(HIGHEST_HZ);
    expect(end.highHz / end.lowHz).toBeCloseTo(256, 9);
    expect(clampAxis({ lowHz: 1, highHz: 1e6, height: 10 })).toMatchObject({ lowHz: 20, highHz: 20_480 });
  });

  it('knows the frequencies of notes', () => {
    expect(hzOfPitch(69)).toBe(440);
    expect(hzOfPitch(60)).toBeCloseTo(261.6256, 4);
    expect(hzOfPitch(69, 415)).toBe(415);
    expect(pitchOfHz(hzOfPitch(43.25))).toBeCloseTo(43.25, 9);
  });

  it('labels octaves that have room', () => {
    expect(frequencyTicks(axis).map(({ label }) => label)).toEqual([
      '125',
      '250',
      '500',
      '1k',
      '2k',
      '4k',
      '8k',
    ]);
    const low = frequencyTicks({ ...axis, height: 48 });
    expect(low.map(({ label }) => label)).toEqual(['125', '1k']);
  });
});
