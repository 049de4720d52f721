import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PaintedTiles } from '../../../../src-renderer/ui/spectrogram/painted-tiles.ts';
import { Spectrogram, type SpectrogramLayer } from '../../../../src-renderer/ui/spectrogram/Spectrogram.tsx';
import { SpectrogramTiles } from '../../../../src-renderer/ui/spectrogram/spectrogram-tiles.ts';
import { announceThemeChange } from '../../../../src-renderer/ui/canvas.ts';
import { newStemId, type AudioId } from '../../../../src-shared/project/ids.ts';
import { COLUMNS, hzOfRow, rowOf, TILE_BYTES } from '../../../../src-shared/spectrogram/tiles.ts';
import '../../styles.ts';

const WIDTH = 256;
const HEIGHT = 240;
const frequencies = { lowHz: 20, highHz: 20_480 };
const range = { floorDb: -90, ceilingDb: -10 };
const view = { start: 0, framesPerPixel: 512 };

let root: Root;
let box: HTMLDivElement;
beforeEach(() => {
  document.documentElement.dataset.theme = 'dark';
  box = document.createElement('div');
  box.style.cssText = `width: ${WIDTH}px; height: ${HEIGHT}px`;
  document.body.append(box);
  root = createRoot(box);
});
afterEach(() => {
  root.unmount();
  box.remove();
});

/** A full-scale line at 1 kHz in the first half of every tile, of every audio. */
function lineTile(hz: number): Uint8Array {
  const tile = new Uint8Array(TILE_BYTES);
  const row = Math.floor(rowOf(hz));
  for (const line of [row - 1, row, row + 1]) tile.fill(255, line * COLUMNS, line * COLUMNS + COLUMNS / 2);
  return tile;
}

function storeOf(tileOf: (audioId: AudioId) => Uint8Array) {
  const tiles = new SpectrogramTiles((audioId, run, onTile) => {
    for (let index = run.first; index < run.first + run.count; index += 1) onTile(index, tileOf(audioId));
    return Promise.resolve();
  });
  return { tiles, painted: new PaintedTiles() };
}

function show(store: ReturnType<typeof storeOf>, layers: readonly SpectrogramLayer[]): void {
  root.render(
    <Spectrogram
      store={store}
      layers={layers}
      view={view}
      frequencies={frequencies}
      range={range}
      colourMap="heat"
      label="Spectrogram of Violin"
    />,
  );
}

const pixel = (x: number, hz: number): number[] => {
  const canvas = box.querySelector('canvas');
  const y = (HEIGHT * Math.log(20_480 / hz)) / Math.log(1024);
  const scale = (canvas?.width ?? 0) / WIDTH;
  return [...(canvas?.getContext('2d')?.getImageData(x * scale, y * scale, 1, 1).data ?? [])];
};
const brightness = (x: number, hz: number): number =>
  pixel(x, hz)
    .slice(0, 3)
    .reduce((sum, value) => sum + value, 0);

const layer = (tint: SpectrogramLayer['tint'] = null): SpectrogramLayer => ({
  source: { audioId: newStemId(), offset: 0, frames: 256 * 512 },
  tint,
});

test('a tone lies at its frequency and its time', async () => {
  show(
    storeOf(() => lineTile(1000)),
    [layer()],
  );
  await vi.waitFor(() => expect(brightness(60, 1000)).toBeGreaterThan(600));
  expect(brightness(60, 500)).toBeLessThan(80);
  expect(brightness(60, 2000)).toBeLessThan(80);
  expect(brightness(200, 1000)).toBeLessThan(80);
  const canvas = box.querySelector('canvas');
  expect(canvas?.getAttribute('role')).toBe('img');
  expect(canvas?.getAttribute('aria-busy')).toBe('false');
});

test('the light theme is dark on a light ground', async () => {
  show(
    storeOf(() => lineTile(1000)),
    [layer()],
  );
  await vi.waitFor(() => expect(brightness(60, 1000)).toBeGreaterThan(600));
  document.documentElement.dataset.theme = 'light';
  announceThemeChange();
  await vi.waitFor(() => expect(brightness(60, 2000)).toBeGreaterThan(700));
  expect(brightness(60, 1000)).toBeLessThan(250);
});

test('stems are overlaid in their colours', async () => {
  const [violin, cello] = [layer('--track-0'), layer('--track-3')];
  show(
    storeOf((audioId) => lineTile(audioId === violin.source.audioId ? 1000 : 250)),
    [violin, cello],
  );
  await vi.waitFor(() => expect(pixel(60, 1000)).toEqual([0x6a, 0xa5, 0xff, 255]));
  await vi.waitFor(() => expect(pixel(60, 250)).toEqual([0xd2, 0x44, 0x50, 255]));
  expect(pixel(60, hzOfRow(10))).toEqual([0, 0, 0, 255]);
});

test('a drawing that goes away wants nothing any more', async () => {
  let aborted = 0;
  const tiles = new SpectrogramTiles((_id, _run, _onTile, signal) => {
    signal.addEventListener('abort', () => (aborted += 1));
    return new Promise(() => undefined);
  });
  show({ tiles, painted: new PaintedTiles() }, [layer()]);
  await vi.waitFor(() => expect(box.querySelector('canvas')?.getAttribute('aria-busy')).toBe('true'));
  root.render(null);
  await vi.waitFor(() => expect(aborted).toBe(1));
});
