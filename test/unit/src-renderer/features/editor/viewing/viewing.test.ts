import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ViewStore, withRangeEnd } from '../../../../../../src-renderer/features/editor/viewing/viewing.ts';
import { readOut } from '../../../../../../src-renderer/features/editor/viewing/read-out.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
});

describe('how the editor shows sound', () => {
  it('keeps the settings of the window, but not what a project shows', () => {
    const store = new ViewStore();
    store.set({ colourMap: 'grey', overlay: true, frequencies: { lowHz: 100, highHz: 5000 } });
    store.show('a', 'spectrogram');
    const next = new ViewStore().state.getSnapshot();
    expect(next).toMatchObject({ colourMap: 'grey', overlay: false });
    expect(next.frequencies.lowHz).toBeCloseTo(100, 9);
    expect(next.spectrograms.size).toBe(0);
  });

  it.each(['', '{', '{"colourMap":"plaid"}', '{"colourMap":"grey","range":{"floorDb":-20,"ceilingDb":-90}}'])(
    'starts with the usual view where %s was stored',
    (text) => {
      kept.set('editor-view', text);
      expect(new ViewStore().state.getSnapshot().colourMap).toBe('heat');
    },
  );

  it('shows spectrograms of single tracks and of all', () => {
    const store = new ViewStore();
    const shown = (): string[] => [...store.state.getSnapshot().spectrograms].sort();
    store.show('a', 'toggle');
    expect(shown()).toEqual(['a']);
    store.toggleAll(['a', 'b']);
    expect(shown()).toEqual(['a', 'b']);
    store.toggleAll(['a', 'b']);
    expect(shown()).toEqual([]);
  });

  it('keeps floor and ceiling apart and in bounds', () => {
    const range = { floorDb: -90, ceilingDb: -30 };
    expect(withRangeEnd(range, 'floorDb', -20)).toEqual({ floorDb: -20, ceilingDb: -10 });
    expect(withRangeEnd(range, 'ceilingDb', -95)).toEqual({ floorDb: -105, ceilingDb: -95 });
    expect(withRangeEnd(range, 'floorDb', 50)).toEqual({ floorDb: -10, ceilingDb: 0 });
    expect(withRangeEnd(range, 'ceilingDb', -500)).toEqual({ floorDb: -120, ceilingDb: -110 });
  });

  it('reads out frequency, note and level', () => {
    expect(readOut(440, -12.3)).toBe('440 Hz · A4 · −12 dB');
    expect(readOut(1000, null)).toBe('1 kHz · B5 +21 ct');
  });
});
