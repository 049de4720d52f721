import { describe, expect, it } from 'vitest';
import {
  clampView,
  fitView,
  follow,
  frameAt,
  pixelOf,
  scrollBy,
  showRange,
  tickDigits,
  ticks,
  tickStep,
  zoomAt,
} from '../../../../src-renderer/ui/timeline-view.ts';

const RATE = 44_100;
const extent = { frames: 60 * RATE, width: 1000 };

describe('the timeline’s view', () => {
  it('fits the whole project', () => {
    const view = fitView(extent);
    expect(frameAt(view, 0)).toBe(0);
    expect(frameAt(view, extent.width)).toBeCloseTo(extent.frames, 6);
  });

  it('never zooms further out than the whole, nor in past eight pixels a frame', () => {
    const whole = fitView(extent);
    expect(zoomAt(whole, extent, 4, 300)).toEqual(whole);
    let near = whole;
    for (let i = 0; i < 100; i += 1) near = zoomAt(near, extent, 0.5, 500);
    expect(near.framesPerPixel).toBe(1 / 8);
  });

  it('keeps the frame under the pointer in its place while zooming', () => {
    let view = fitView(extent);
    const frame = frameAt(view, 700);
    for (const factor of [0.5, 0.5, 0.3, 2, 0.1]) {
      view = zoomAt(view, extent, factor, 700);
      expect(frameAt(view, 700)).toBeCloseTo(frame, 4);
    }
  });

  it('stays within the project while scrolling', () => {
    const view = zoomAt(fitView(extent), extent, 0.1, 0);
    expect(scrollBy(view, extent, -500).start).toBe(0);
    const end = scrollBy(view, extent, 1e9);
    expect(frameAt(end, extent.width)).toBeCloseTo(extent.frames, 6);
  });

  it('shows a range with room on both sides', () => {
    const view = showRange(10 * RATE, 20 * RATE, extent);
    expect(pixelOf(view, 10 * RATE)).toBeGreaterThan(20);
    expect(pixelOf(view, 20 * RATE)).toBeLessThan(980);
    expect(pixelOf(view, 20 * RATE) - pixelOf(view, 10 * RATE)).toBeGreaterThan(850);
  });

  it('turns the page only where the playhead is out of sight', () => {
    const view = showRange(10 * RATE, 20 * RATE, extent);
    expect(follow(view, extent, 15 * RATE)).toBe(view);
    const turned = follow(view, extent, 21 * RATE);
    expect(pixelOf(turned, 21 * RATE)).toBeCloseTo(100, 6);
    expect(turned.framesPerPixel).toBe(view.framesPerPixel);
  });

  it('holds a view that no longer fits', () => {
    expect(clampView({ start: 1e12, framesPerPixel: 100 }, extent).start).toBe(extent.frames - 100 * 1000);
  });
});

describe('ticks', () => {
  it('label at least as far apart as asked, on round times', () => {
    for (const factor of [1, 0.3, 0.1, 0.01, 0.001, 0.0001]) {
      const view = zoomAt(fitView(extent), extent, factor, 400);
      const step = tickStep(view, RATE, 80);
      const major = ticks(view, extent, RATE, 80).filter((tick) => tick.major);
      expect(major.length).toBeGreaterThan(0);
      for (let i = 1; i < major.length; i += 1) {
        const [a, b] = [major[i - 1]?.frame ?? 0, major[i]?.frame ?? 0];
        expect((b - a) / view.framesPerPixel).toBeGreaterThanOrEqual(80 - 1e-6);
        expect((b - a) / RATE).toBeCloseTo(step, 9);
      }
      for (const tick of major) {
        const steps = tick.frame / RATE / step;
        expect(Math.abs(steps - Math.round(steps))).toBeLessThan(1e-6);
      }
    }
  });
  it('have as many decimals as their step needs', () => {
    expect([60, 1, 0.5, 0.05, 0.001, 0.0002].map(tickDigits)).toEqual([0, 0, 1, 2, 3, 4]);
  });
});
