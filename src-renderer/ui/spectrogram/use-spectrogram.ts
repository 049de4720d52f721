import { useEffect, useState, useSyncExternalStore } from 'react';
import { PaintedTiles } from './painted-tiles.ts';
import { SpectrogramTiles, type FetchTiles } from './spectrogram-tiles.ts';

/** What the drawings of one page share. */
export interface SpectrogramStore {
  readonly tiles: SpectrogramTiles;
  readonly painted: PaintedTiles;
}

/** The spectrogram tiles of a page; leaving the page ends what is being loaded. @param fetch must not change */
export function useSpectrogramStore(fetch: FetchTiles): SpectrogramStore {
  const [store] = useState(() => ({ tiles: new SpectrogramTiles(fetch), painted: new PaintedTiles() }));
  useEffect(
    () => () => {
      store.tiles.clear();
      store.painted.clear();
    },
    [store],
  );
  return store;
}

/** Changes when there is something new to draw. */
export function useTilesVersion({ tiles }: SpectrogramStore): number {
  return useSyncExternalStore(tiles.subscribe, tiles.version);
}
