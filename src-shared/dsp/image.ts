/** A log-mel spectrogram as an image: `data[frame * mels + mel]`, frames in time, mels rising. */
export interface Image {
  readonly frames: number;
  readonly mels: number;
  readonly data: Float64Array;
}

export function createImage(frames: number, mels: number): Image {
  return { frames, mels, data: new Float64Array(frames * mels) };
}

/** A linear filter along one axis: output i is the sum of `weights[i·taps + k]` times input `indices[i·taps + k]`. */
export interface AxisFilter {
  readonly length: number;
  readonly taps: number;
  readonly indices: Int32Array;
  readonly weights: Float64Array;
}

/** @param tap input index and weight of tap `k` of output `i` */
export function axisFilter(
  length: number,
  taps: number,
  tap: (i: number, k: number) => readonly [index: number, weight: number],
): AxisFilter {
  const indices = new Int32Array(length * taps);
  const weights = new Float64Array(length * taps);
  for (let i = 0; i < length; i += 1) {
    for (let k = 0; k < taps; k += 1) {
      const [index, weight] = tap(i, k);
      indices[i * taps + k] = index;
      weights[i * taps + k] = weight;
    }
  }
  return { length, taps, indices, weights };
}

/**
 * Mirrors an index at the edge, repeating the edge sample: -1 is 0, `size` is `size - 1`, like `symmetric` in MATLAB
 * and numpy.
 */
export function symmetric(index: number, size: number): number {
  const turned = ((index % (2 * size)) + 2 * size) % (2 * size);
  return turned < size ? turned : 2 * size - 1 - turned;
}

/** Filters along both axes, one after the other. */
export function filterImage(image: Image, alongFrames: AxisFilter, alongMels: AxisFilter): Image {
  return filterMels(filterFrames(image, alongFrames), alongMels);
}

function filterFrames({ mels, data }: Image, filter: AxisFilter): Image {
  const out = createImage(filter.length, mels);
  for (let i = 0; i < filter.length; i += 1) {
    const to = i * mels;
    for (let k = 0; k < filter.taps; k += 1) {
      const from = filter.indices[i * filter.taps + k]! * mels;
      const weight = filter.weights[i * filter.taps + k]!;
      for (let mel = 0; mel < mels; mel += 1) out.data[to + mel]! += weight * data[from + mel]!;
    }
  }
  return out;
}

function filterMels({ frames, mels, data }: Image, filter: AxisFilter): Image {
  const { length, taps, indices, weights } = filter;
  const out = createImage(frames, length);
  for (let frame = 0; frame < frames; frame += 1) {
    const from = frame * mels;
    for (let i = 0; i < length; i += 1) {
      let sum = 0;
      for (let at = i * taps; at < (i + 1) * taps; at += 1) sum += weights[at]! * data[from + indices[at]!]!;
      out.data[frame * length + i] = sum;
    }
  }
  return out;
}

/** Combines two images cell by cell into a new one. */
export function combine(a: Image, b: Image, of: (a: number, b: number) => number): Image {
  const out = createImage(a.frames, a.mels);
  for (let n = 0; n < out.data.length; n += 1) out.data[n] = of(a.data[n]!, b.data[n]!);
  return out;
}

export function requireAlikeImages(a: Image, b: Image): void {
  if (a.frames !== b.frames || a.mels !== b.mels || a.data.length === 0) {
    throw new Error(`images of ${a.frames} x ${a.mels} and ${b.frames} x ${b.mels} can't be compared`);
  }
}
