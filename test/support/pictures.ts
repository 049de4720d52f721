import jpeg from 'jpeg-js';
import { PNG } from 'pngjs';

type Colour = readonly [red: number, green: number, blue: number, alpha?: number];

/** RGBA of a picture whose colour is a function of the place. */
export function pixels(width: number, height: number, colourAt: (x: number, y: number) => Colour) {
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [red, green, blue, alpha = 255] = colourAt(x, y);
      data.set([red, green, blue, alpha], (y * width + x) * 4);
    }
  }
  return { width, height, data };
}

export function pngOf(picture: ReturnType<typeof pixels>): Buffer {
  const png = new PNG({ width: picture.width, height: picture.height });
  picture.data.copy(png.data);
  return PNG.sync.write(png);
}

export const jpegOf = (picture: ReturnType<typeof pixels>): Buffer => jpeg.encode(picture, 95).data;

/** A plain picture. */
export const plain = (width: number, height: number, colour: Colour) => pixels(width, height, () => colour);
