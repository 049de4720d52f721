import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';
import { THUMBNAIL_PX } from '../../../src-shared/contract/cover.ts';
import type { CoverImage } from '../write/tags/tags.ts';

/** A larger picture would take more than 200 MB to decode. */
const MOST_PIXELS = 50e6;
const QUALITY = 82;
const RGBA = 4;
/** Transparent pixels show this. */
const PAPER = 255;

interface Pixels {
  readonly width: number;
  readonly height: number;
  /** RGBA, row by row. */
  readonly data: Uint8Array;
}

/**
 * A small JPEG of a picture; decoding it whole proves that it is one.
 * @returns null for a picture that is damaged, or too large to decode
 */
export function thumbnailOf(picture: CoverImage): Buffer | null {
  const { width, height } = picture;
  if (width === 0 || height === 0 || width * height > MOST_PIXELS) return null;
  const pixels = decoded(picture);
  if (pixels === null) return null;
  const scale = Math.min(1, THUMBNAIL_PX / Math.max(width, height));
  const small = shrunk(
    pixels,
    Math.max(1, Math.round(width * scale)),
    Math.max(1, Math.round(height * scale)),
  );
  return jpeg.encode(small, QUALITY).data;
}

function decoded({ mime, bytes, width, height }: CoverImage): Pixels | null {
  try {
    const pixels =
      mime === 'image/png'
        ? PNG.sync.read(Buffer.from(bytes))
        : jpeg.decode(bytes, { useTArray: true, maxMemoryUsageInMB: 1024, tolerantDecoding: false });
    return pixels.width === width && pixels.height === height ? pixels : null;
  } catch {
    // Both decoders throw plain errors for damaged pictures, and nothing else can fail here.
    return null;
  }
}

/**
 * Area averaging, rows and columns apart: each pixel of the result is the mean of the pixels it covers, on white.
 * @param width at most the picture's
 * @param height at most the picture's
 */
export function shrunk(picture: Pixels, width: number, height: number): Pixels {
  const across = averaged(onPaper(picture), picture.width, picture.height, width);
  const down = averaged(turned(across, width, picture.height), picture.height, width, height);
  const upright = turned(down, height, width);
  const data = new Uint8Array(width * height * RGBA);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let colour = 0; colour < 3; colour += 1) {
      data[pixel * RGBA + colour] = Math.round(upright[pixel * 3 + colour] as number);
    }
    data[pixel * RGBA + 3] = 255;
  }
  return { width, height, data };
}

/** Three numbers a pixel. */
function onPaper({ width, height, data }: Pixels): Float32Array {
  const rgb = new Float32Array(width * height * 3);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    const alpha = (data[pixel * RGBA + 3] as number) / 255;
    for (let colour = 0; colour < 3; colour += 1) {
      rgb[pixel * 3 + colour] = PAPER + alpha * ((data[pixel * RGBA + colour] as number) - PAPER);
    }
  }
  return rgb;
}

/** Every row of `width` pixels becomes one of `to` pixels. */
function averaged(rgb: Float32Array, width: number, height: number, to: number): Float32Array {
  const result = new Float32Array(to * height * 3);
  const step = width / to;
  for (let x = 0; x < to; x += 1) {
    const begin = x * step;
    const end = Math.min(width, begin + step);
    for (let from = Math.floor(begin); from < end; from += 1) {
      const share = (Math.min(end, from + 1) - Math.max(begin, from)) / (end - begin);
      for (let y = 0; y < height; y += 1) {
        for (let colour = 0; colour < 3; colour += 1) {
          const at = (y * to + x) * 3 + colour;
          result[at] = (result[at] as number) + share * (rgb[(y * width + from) * 3 + colour] as number);
        }
      }
    }
  }
  return result;
}

/** Rows become columns. */
function turned(rgb: Float32Array, width: number, height: number): Float32Array {
  const result = new Float32Array(rgb.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      for (let colour = 0; colour < 3; colour += 1) {
        result[(x * height + y) * 3 + colour] = rgb[(y * width + x) * 3 + colour] as number;
      }
    }
  }
  return result;
}
