import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  placeWindow,
  rememberPlace,
  type PlacedWindow,
  type WindowState,
} from '../../../../../src-main/doors/electron/window-state.ts';

const PRIMARY = { x: 0, y: 25, width: 1920, height: 1055 };
const RIGHT = { x: 1920, y: 0, width: 1280, height: 1024 };
const saved = (bounds: Partial<WindowState['bounds']>, change: Partial<WindowState> = {}): WindowState => ({
  bounds: { x: 100, y: 100, width: 1200, height: 800, ...bounds },
  maximised: false,
  fullScreen: false,
  ...change,
});

test('the first window is in the centre, no larger than the display', () => {
  expect(placeWindow(null, [PRIMARY])).toEqual({
    width: 1360,
    height: 860,
    position: null,
    maximised: false,
    fullScreen: false,
  });
  expect(placeWindow(null, [{ x: 0, y: 0, width: 1024, height: 700 }])).toMatchObject({
    width: 1024,
    height: 700,
  });
});

test('a window opens where it was, on any display, partly outside too', () => {
  const states = [saved({}), saved({ x: 2000, y: 10 }), saved({ x: -1000 }), saved({ x: 1700 })];
  for (const state of states) {
    const { x, y } = state.bounds;
    expect(placeWindow(state, [PRIMARY, RIGHT]).position).toEqual({ x, y });
  }
  expect(placeWindow(saved({}, { maximised: true }), [PRIMARY])).toMatchObject({ maximised: true });
  expect(placeWindow(saved({}, { fullScreen: true }), [PRIMARY])).toMatchObject({ fullScreen: true });
});

test('a window whose title bar nobody could reach goes to the centre', () => {
  const lost = [
    saved({ x: 2000, y: 10 }),
    saved({ y: -50 }),
    saved({ y: 1075 }),
    saved({ x: 1850 }),
    saved({ x: -1150 }),
  ];
  for (const state of lost) expect(placeWindow(state, [PRIMARY]).position, JSON.stringify(state)).toBeNull();
});

test('a window from a larger display shrinks to this one, and never below its smallest size', () => {
  expect(placeWindow(saved({ width: 3000, height: 2000 }), [PRIMARY])).toMatchObject({
    width: 1920,
    height: 1055,
  });
  expect(placeWindow(saved({ width: 10, height: 10 }), [PRIMARY])).toMatchObject({ width: 900, height: 600 });
});

class FakeWindow implements PlacedWindow {
  readonly listeners = new Map<string, () => void>();
  bounds = { x: 1, y: 2, width: 1000, height: 700 };
  destroyed = false;
  on(event: string, listener: () => void): void {
    this.listeners.set(event, listener);
  }
  getNormalBounds = () => this.bounds;
  isMaximized = () => true;
  isFullScreen = () => false;
  isDestroyed = () => this.destroyed;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('the place is saved once it has settled, and when the window closes', () => {
  const window = new FakeWindow();
  const states: WindowState[] = [];
  rememberPlace(window, (state) => states.push(state));
  for (let moved = 0; moved < 50; moved += 1) window.listeners.get('move')?.();
  expect(states).toEqual([]);
  vi.runAllTimers();
  expect(states).toEqual([{ bounds: window.bounds, maximised: true, fullScreen: false }]);
  window.listeners.get('resize')?.();
  window.bounds = { ...window.bounds, width: 1100 };
  window.listeners.get('close')?.();
  window.destroyed = true;
  vi.runAllTimers();
  expect(states).toHaveLength(2);
  expect(states[1]?.bounds.width).toBe(1100);
});
