import { axisFilter, combine, createImage, filterImage, requireAlikeImages, symmetric } from './image.ts';
import type { AxisFilter, Image } from './image.ts';

const SCALE_WEIGHTS = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333];
const WINDOW = 11;
const WINDOW_SIGMA = 1.5;
const C1 = 0.01 ** 2;
const C2 = 0.03 ** 2;
/** Lower bound for mean contrast-structure terms, which may be negative but are raised to fractional powers. */
const LEAST = 1e-6;

/**
 * Multi-scale structural similarity (Z. Wang, E. P. Simoncelli, A. C. Bovik, "Multi-scale structural similarity for
 * image quality assessment", 2003), 1 for equal images, 1e-6 at worst: the product over scales of the mean
 * contrast-structure term, and at the coarsest scale of luminance times it, raised to the paper's weights.
 * Gaussian windows of 11 × 11, σ 1.5, inside the image; values range from 0 to 1; scales are averages of 2 × 2. An
 * image uses as many of the five scales as carry a window (128 mels: four), their weights brought to the sum 1.
 * A side shorter than the window is continued with its last values.
 */
export function msSsim(reference: Image, estimate: Image): number {
  requireAlikeImages(reference, estimate);
  const scales = scalesOf(reference.mels, reference.frames);
  const total = SCALE_WEIGHTS.slice(0, scales).reduce((sum, weight) => sum + weight, 0);
  let [x, y] = [atLeastAWindow(reference), atLeastAWindow(estimate)];
  let result = 1;
  for (let scale = 0; scale < scales; scale += 1) {
    if (scale > 0) [x, y] = [halved(x), halved(y)];
    const mean = meanTerm(x, y, scale === scales - 1);
    result *= Math.max(LEAST, mean) ** (SCALE_WEIGHTS[scale]! / total);
  }
  return result;
}

/** How many scales an image of this size supports, at least one. */
export function scalesOf(mels: number, frames: number): number {
  let side = Math.max(WINDOW, Math.min(mels, frames));
  let scales = 1;
  while (scales < SCALE_WEIGHTS.length && Math.ceil(side / 2) >= WINDOW) {
    side = Math.ceil(side / 2);
    scales += 1;
  }
  return scales;
}

/** Mean contrast-structure over all windows, multiplied by luminance if requested. */
function meanTerm(x: Image, y: Image, withLuminance: boolean): number {
  const [alongFrames, alongMels] = [gaussian(x.frames), gaussian(x.mels)];
  const smooth = (image: Image): Float64Array => filterImage(image, alongFrames, alongMels).data;
  const meanX = smooth(x);
  const meanY = smooth(y);
  const squares = smooth(combine(x, y, (a, b) => a * a + b * b));
  const products = smooth(combine(x, y, (a, b) => a * b));
  let sum = 0;
  for (let n = 0; n < meanX.length; n += 1) {
    const product = meanX[n]! * meanY[n]!;
    const powers = meanX[n]! ** 2 + meanY[n]! ** 2;
    const term = (2 * (products[n]! - product) + C2) / (squares[n]! - powers + C2);
    sum += withLuminance ? (term * (2 * product + C1)) / (powers + C1) : term;
  }
  return sum / meanX.length;
}

function gaussian(size: number): AxisFilter {
  const taps = Array.from({ length: WINDOW }, (_, k) =>
    Math.exp(-0.5 * ((k - (WINDOW - 1) / 2) / WINDOW_SIGMA) ** 2),
  );
  const total = taps.reduce((sum, tap) => sum + tap, 0);
  return axisFilter(size - WINDOW + 1, WINDOW, (i, k) => [i + k, taps[k]! / total]);
}

function halved(image: Image): Image {
  const half = (size: number): AxisFilter =>
    axisFilter(Math.ceil(size / 2), 2, (i, k) => [symmetric(2 * i + k, size), 0.5]);
  return filterImage(image, half(image.frames), half(image.mels));
}

function atLeastAWindow(image: Image): Image {
  const [frames, mels] = [Math.max(WINDOW, image.frames), Math.max(WINDOW, image.mels)];
  if (frames === image.frames && mels === image.mels) return image;
  const out = createImage(frames, mels);
  for (let t = 0; t < frames; t += 1) {
    const from = Math.min(t, image.frames - 1) * image.mels;
    for (let m = 0; m < mels; m += 1)
      out.data[t * mels + m] = image.data[from + Math.min(m, image.mels - 1)]!;
  }
  return out;
}
