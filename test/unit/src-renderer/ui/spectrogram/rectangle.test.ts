import { describe, expect, it } from 'vitest';
import { pointAt, type SpectrogramAxes } from '../../../../../src-renderer/ui/spectrogram/axes.ts';
import {
  boxOf,
  rectangleBetween,
  visiblePart,
} from '../../../../../src-renderer/ui/spectrogram/rectangle.ts';

const FRAMES = 100_000;
/** 20 pixels an octave, from 50 Hz at the bottom. */
const axes: SpectrogramAxes = {
  view: { start: 1000, framesPerPixel: 50 },
  frequency: { lowHz: 50, highHz: 12_800, height: 160 },
};

describe('a rectangle in a spectrogram', () => {
  it('lies between two corners, whichever is drawn first', () => {
    const expected = { start: 2000, end: 6000, lowHz: 200, highHz: 1600 };
    for (const [fromX, fromY, toX, toY] of [
      [20, 60, 100, 120],
      [100, 120, 20, 60],
      [20, 120, 100, 60],
      [100, 60, 20, 120],
    ] as const) {
      expect(rectangleBetween(axes, FRAMES, pointAt(axes, fromX, fromY), toX, toY)).toEqual(expected);
    }
  });

  it('ends where the project and the frequencies in view end', () => {
    const anchor = pointAt(axes, 20, 60);
    expect(rectangleBetween(axes, FRAMES, anchor, 9999, -40)).toEqual({
      start: 2000,
      end: FRAMES,
      lowHz: 1600,
      highHz: 12_800,
    });
    expect(rectangleBetween(axes, FRAMES, anchor, -500, 400)).toEqual({
      start: 0,
      end: 2000,
      lowHz: 50,
      highHz: 1600,
    });
  });

  it('is nothing without a width or a height', () => {
    const anchor = pointAt(axes, 20, 60);
    expect(rectangleBetween(axes, FRAMES, anchor, 20, 100)).toBeNull();
    expect(rectangleBetween(axes, FRAMES, anchor, 60, 60)).toBeNull();
  });

  it('keeps its first corner on the sound while the view scrolls and zooms', () => {
    const anchor = pointAt(axes, 20, 60);
    const moved: SpectrogramAxes = {
      view: { start: 3000, framesPerPixel: 10 },
      frequency: { lowHz: 100, highHz: 25_600, height: 160 },
    };
    expect(rectangleBetween(moved, FRAMES, anchor, 300, 140)).toEqual({
      start: 2000,
      end: 6000,
      lowHz: 200,
      highHz: 1600,
    });
  });

  it('is drawn where it was selected, and follows the view', () => {
    const rectangle = { start: 2000, end: 6000, lowHz: 200, highHz: 1600 };
    const close = (left: number, top: number, width: number, height: number) => ({
      left: expect.closeTo(left, 9) as number,
      top: expect.closeTo(top, 9) as number,
      width: expect.closeTo(width, 9) as number,
      height: expect.closeTo(height, 9) as number,
    });
    expect(boxOf(axes, rectangle)).toEqual(close(20, 60, 80, 60));
    expect(boxOf({ ...axes, view: { start: 0, framesPerPixel: 100 } }, rectangle)).toEqual(
      close(20, 60, 40, 60),
    );
    const zoomed = { ...axes, frequency: { lowHz: 200, highHz: 3200, height: 160 } };
    expect(boxOf(zoomed, rectangle)).toEqual(close(20, 40, 80, 120));
  });

  it('shows the part of it that is in view', () => {
    const box = { left: -30, top: 100, width: 80, height: 90 };
    expect(visiblePart(box, 400, 160)).toEqual({ left: 0, top: 100, width: 50, height: 60 });
    expect(visiblePart({ ...box, left: -80 }, 400, 160)).toBeNull();
    expect(visiblePart({ ...box, left: 400 }, 400, 160)).toBeNull();
    expect(visiblePart({ ...box, top: 160 }, 400, 160)).toBeNull();
    expect(visiblePart({ ...box, top: -90 }, 400, 160)).toBeNull();
  });
});
