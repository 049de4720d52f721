import { COLUMNS, ROWS } from '../../../src-shared/spectrogram/tiles.ts';
import type { Palette } from './palette.ts';

/** A tile in colour; each of its rows is the highest of `2 ** thinning` rows of the tile. */
export type PaintedTile = CanvasImageSource;

/** Bytes of the pixels that are kept, about. */
const MOST_BYTES = 96 * 2 ** 20;
/** Painting a tile takes about half a millisecond; the rest of what is missing follows in the next frames. */
const MOST_PER_FRAME = 12;

/** Coarsest first: the rows of a tile divide by 32. */
export const MOST_THINNING = 5;

/** Tiles in colour, so that drawing them again only copies pixels. A bounded cache. */
export class PaintedTiles {
  readonly #kept = new Map<string, { readonly image: OffscreenCanvas; readonly tile: Uint8Array }>();
  #bytes = 0;
  #left = MOST_PER_FRAME;

  /**
   * @param name of the tile
   * @returns null when enough tiles were painted in this frame; `onLater` is called then
   */
  paint(
    name: string,
    tile: Uint8Array,
    palette: Palette,
    thinning: number,
    onLater: () => void,
  ): PaintedTile | null {
    const key = `${name}/${thinning}/${palette.key}`;
    const kept = this.#kept.get(key);
    if (kept?.tile === tile) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept.image;
    }
    if (this.#left === 0) {
      onLater();
      return null;
    }
    if (this.#left === MOST_PER_FRAME) requestAnimationFrame(() => (this.#left = MOST_PER_FRAME));
    this.#left -= 1;
    const image = paint(tile, palette, thinning);
    this.#keep(key, image, tile);
    return image;
  }

  clear(): void {
    this.#kept.clear();
    this.#bytes = 0;
  }

  #keep(key: string, image: OffscreenCanvas, tile: Uint8Array): void {
    this.#kept.set(key, { image, tile });
    this.#bytes += bytesOf(image);
    for (const [oldest, { image: old }] of this.#kept) {
      if (this.#bytes <= MOST_BYTES) return;
      this.#kept.delete(oldest);
      this.#bytes -= bytesOf(old);
    }
  }
}

const bytesOf = ({ width, height }: OffscreenCanvas): number => width * height * 4;

function paint(tile: Uint8Array, { colours }: Palette, thinning: number): OffscreenCanvas {
  const height = ROWS >> thinning;
  const canvas = new OffscreenCanvas(COLUMNS, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('No 2D canvas');
  const pixels = new ImageData(COLUMNS, height);
  const out = new Uint32Array(pixels.data.buffer);
  const highest = thinned(tile, thinning);
  for (let at = 0; at < out.length; at += 1) out[at] = colours[highest[at] ?? 0] ?? 0;
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** The highest byte of each `2 ** thinning` rows, so that a thin partial stays visible in a low lane. */
export function thinned(tile: Uint8Array, thinning: number): Uint8Array {
  if (thinning === 0) return tile;
  const height = ROWS >> thinning;
  const rows = 2 ** thinning;
  const out = new Uint8Array(height * COLUMNS);
  for (let row = 0; row < height; row += 1) {
    for (let of = 0; of < rows; of += 1) {
      const from = (row * rows + of) * COLUMNS;
      const to = row * COLUMNS;
      for (let column = 0; column < COLUMNS; column += 1) {
        const byte = tile[from + column] ?? 0;
        if (byte > (out[to + column] ?? 0)) out[to + column] = byte;
      }
    }
  }
  return out;
}
