import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  SpectrogramTiles,
  type FetchTiles,
} from '../../../../../src-renderer/ui/spectrogram/spectrogram-tiles.ts';
import { Failure } from '../../../../../src-shared/contract/failure.ts';
import { newStemId } from '../../../../../src-shared/project/ids.ts';
import type { TileRun } from '../../../../../src-shared/spectrogram/tiles.ts';

interface Asked {
  readonly audioId: string;
  readonly run: TileRun;
  readonly signal: AbortSignal;
  arrive: (index: number) => void;
  end: (failure?: Failure) => void;
}

function setUp() {
  const asked: Asked[] = [];
  const fetch: FetchTiles = (audioId, run, onTile, signal) =>
    new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Failure('call/cancelled', 'Cancelled')));
      asked.push({
        audioId,
        run,
        signal,
        arrive: (index) => onTile(index, new Uint8Array([index])),
        end: (failure) => (failure === undefined ? resolve() : reject(failure)),
      });
    });
  const tiles = new SpectrogramTiles(fetch);
  const settle = (): Promise<void> => vi.advanceTimersByTimeAsync(20).then(() => undefined);
  return { tiles, asked, settle, runs: () => asked.map(({ run }) => run) };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('requestAnimationFrame', (then: () => void) => setTimeout(then, 16));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('spectrogram tiles of a page', () => {
  const [violin, cello] = [newStemId(), newStemId()];

  it('loads what is shown in short runs, a few at a time, and tells of each tile', async () => {
    const { tiles, asked, settle, runs } = setUp();
    let told = 0;
    tiles.subscribe(() => (told += 1));
    for (let lane = 0; lane < 4; lane += 1) {
      tiles.show({}, { audioId: newStemId(), level: 9, first: 2, end: 10 });
    }
    await settle();
    expect(runs()).toEqual([
      { level: 9, first: 2, count: 6 },
      { level: 9, first: 2, count: 6 },
      { level: 9, first: 2, count: 6 },
    ]);
    asked[0]?.arrive(2);
    await settle();
    expect(told).toBe(1);
    asked[0]?.end();
    await settle();
    // The first lane's next missing tile; what arrived is not asked for again.
    expect(runs().at(-1)).toEqual({ level: 9, first: 3, count: 6 });
  });

  it('fills the gaps around what it has', async () => {
    const { tiles, asked, settle, runs } = setUp();
    tiles.show({}, { audioId: violin, level: 9, first: 4, end: 6 });
    await settle();
    for (const index of [4, 5]) asked[0]?.arrive(index);
    asked[0]?.end();
    expect(tiles.peek(violin, 9, 5)).toEqual(new Uint8Array([5]));
    expect(tiles.peek(cello, 9, 5)).toBeNull();
    tiles.show({}, { audioId: violin, level: 9, first: 3, end: 8 });
    await settle();
    expect(runs().slice(1)).toEqual([{ level: 9, first: 3, count: 1 }]);
    asked[1]?.arrive(3);
    asked[1]?.end();
    await settle();
    expect(runs().slice(2)).toEqual([{ level: 9, first: 6, count: 2 }]);
  });

  it('cancels what no drawing shows any more', async () => {
    const { tiles, asked, settle } = setUp();
    const [one, other] = [{}, {}];
    tiles.show(one, { audioId: violin, level: 9, first: 0, end: 4 });
    tiles.show(other, { audioId: cello, level: 9, first: 0, end: 4 });
    await settle();
    tiles.show(one, { audioId: violin, level: 9, first: 100, end: 104 });
    await settle();
    expect(asked.map(({ signal }) => signal.aborted)).toEqual([true, false, false]);
    tiles.leave(one);
    tiles.leave(other);
    await settle();
    expect(asked.every(({ signal }) => signal.aborted)).toBe(true);
  });

  it('says why tiles are missing, waits longer each time, and forgets the failure once they come', async () => {
    const { tiles, asked, settle } = setUp();
    tiles.show({}, { audioId: violin, level: 9, first: 0, end: 1 });
    await settle();
    asked[0]?.end(new Failure('audio/not-ready', 'Not separated yet'));
    await settle();
    expect(tiles.failureOf(violin)?.code).toBe('audio/not-ready');
    expect(asked).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2100);
    expect(asked).toHaveLength(2);
    asked[1]?.end(new Failure('audio/not-ready', 'Not separated yet'));
    await vi.advanceTimersByTimeAsync(2100);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(2100);
    expect(asked).toHaveLength(3);
    asked[2]?.arrive(0);
    asked[2]?.end();
    await settle();
    expect(tiles.failureOf(violin)).toBeNull();
  });

  it('keeps a bounded number of tiles, those in view last', async () => {
    const { tiles, asked, settle } = setUp();
    const drawing = {};
    for (let first = 0; first < 600; first += 6) {
      tiles.show(drawing, { audioId: violin, level: 9, first, end: first + 6 });
      await settle();
      for (let index = first; index < first + 6; index += 1) asked.at(-1)?.arrive(index);
      asked.at(-1)?.end();
      await settle();
    }
    const kept = Array.from({ length: 600 }, (_, index) => tiles.peek(violin, 9, index)).filter(Boolean);
    expect(kept).toHaveLength(340);
    expect(tiles.peek(violin, 9, 599)).not.toBeNull();
    tiles.clear();
    expect(tiles.peek(violin, 9, 599)).toBeNull();
  });
});
