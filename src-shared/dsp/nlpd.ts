import { axisFilter, combine, filterImage, requireAlikeImages, symmetric } from './image.ts';
import type { AxisFilter, Image } from './image.ts';

/** The divisor of a level's coefficients: sigma + Σ weight·|neighbour|, with zeros beyond the edge. */
export interface Normaliser {
  readonly sigma: number;
  readonly neighbours: readonly { readonly mel: number; readonly frame: number; readonly weight: number }[];
}

const beside = (before: number, after: number): Normaliser['neighbours'] => [
  { mel: 0, frame: -1, weight: before },
  { mel: 0, frame: 1, weight: after },
];

/**
 * Finest level first. Fitted to log-mels of training music by `studies.perceptual.fit`; the recipes use the same
 * values.
 */
export const LOG_MEL_NORMALISERS: readonly Normaliser[] = [
  { sigma: 0.0569, neighbours: beside(0.2266, 0.2257) },
  { sigma: 0.0446, neighbours: beside(0.2516, 0.2478) },
  { sigma: 0.0316, neighbours: beside(0.2436, 0.2341) },
  { sigma: 0.0281, neighbours: beside(0.1549, 0.1548) },
  { sigma: 0.0398, neighbours: beside(0.0605, 0.0694) },
  {
    sigma: 0.289,
    neighbours: [
      { mel: -1, frame: 0, weight: 0.0357 },
      { mel: 1, frame: 0, weight: 0.272 },
    ],
  },
];

/**
 * Normalised Laplacian pyramid distance (V. Laparra, J. Ballé, A. Berardino, E. P. Simoncelli, "Perceptual image
 * quality assessment using a normalized Laplacian pyramid", 2016): the mean over levels of the root mean square
 * difference of y = z / (σ + Σ p·|z|), z being the Laplacian pyramid (Burt and Adelson 1983) of an image. 0 for equal
 * images. Images may have any size from one cell.
 */
export function nlpd(reference: Image, estimate: Image, normalisers = LOG_MEL_NORMALISERS): number {
  requireAlikeImages(reference, estimate);
  const theirs = normalisedPyramid(estimate, normalisers);
  const levels = normalisedPyramid(reference, normalisers).map(({ data }, level) => {
    const other = theirs[level]!.data;
    const squares = data.reduce((sum, value, at) => sum + (value - other[at]!) ** 2, 0);
    return Math.sqrt(squares / data.length);
  });
  return levels.reduce((sum, value) => sum + value, 0) / levels.length;
}

export function normalisedPyramid(image: Image, normalisers = LOG_MEL_NORMALISERS): readonly Image[] {
  return laplacianPyramid(image, normalisers.length).map((level, at) => normalised(level, normalisers[at]!));
}

/** `levels - 1` differences from the image upsampled from half the size (rounded up), followed by the residual. */
export function laplacianPyramid(image: Image, levels: number): readonly Image[] {
  const pyramid: Image[] = [];
  let current = image;
  for (let level = 1; level < levels; level += 1) {
    const smaller = filterImage(current, down(current.frames), down(current.mels));
    const rebuilt = filterImage(smaller, up(current.frames), up(current.mels));
    pyramid.push(combine(current, rebuilt, (a, b) => a - b));
    current = smaller;
  }
  return [...pyramid, current];
}

const BURT = [0.05, 0.25, 0.4, 0.25, 0.05];

/** Burt's low-pass filter followed by decimation by two. */
function down(size: number): AxisFilter {
  return axisFilter(Math.ceil(size / 2), BURT.length, (i, k) => [symmetric(2 * i + k - 2, size), BURT[k]!]);
}

/** Upsamples to `size` samples: inserts zeros and applies twice Burt's filter; edges are replicated. */
function up(size: number): AxisFilter {
  const half = Math.ceil(size / 2);
  const even = [0.1, 0.8, 0.1];
  const odd = [0, 0.5, 0.5];
  return axisFilter(size, 3, (i, k) => {
    const index = Math.floor(i / 2) + k - 1;
    return [Math.min(Math.max(index, 0), half - 1), (i % 2 === 0 ? even : odd)[k]!];
  });
}

function normalised(level: Image, { sigma, neighbours }: Normaliser): Image {
  const { frames, mels, data } = level;
  const out = new Float64Array(data.length).fill(sigma);
  for (const { mel, frame, weight } of neighbours) {
    const [firstMel, lastMel] = [Math.max(0, -mel), Math.min(mels, mels - mel)];
    for (let t = Math.max(0, -frame); t < Math.min(frames, frames - frame); t += 1) {
      const offset = (t + frame) * mels + mel;
      for (let m = firstMel; m < lastMel; m += 1) out[t * mels + m]! += weight * Math.abs(data[offset + m]!);
    }
  }
  for (let n = 0; n < out.length; n += 1) out[n] = data[n]! / out[n]!;
  return { frames, mels, data: out };
}
