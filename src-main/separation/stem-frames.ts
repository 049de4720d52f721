import type { Framing } from '../../src-shared/dsp/stft.ts';
import { STORED_LIMIT } from '../../src-shared/dsp/quantise.ts';
import { COMPLEX } from '../kernels/complex-transform.ts';
import { KernelMemory } from '../kernels/kernels.ts';
import type { Address } from '../kernels/kernels.ts';
import { RealTransform } from '../kernels/real-transform.ts';
import { mapEntries } from './mask-map.ts';
import type { MaskMap } from './mask-map.ts';
import { PARTS } from './spatial.ts';
import type { Covariances } from './spatial.ts';

/** The mask of one stem in one frame, and its extrapolation above the model's band. */
export interface FrameMask {
  readonly mask: Float32Array;
  beyond: number;
}

export interface StemFramesOptions {
  readonly framing: Framing;
  readonly map: MaskMap;
  /** Of the masks. */
  readonly bins: number;
  readonly stems: number;
  readonly channels: number;
}

const [FLOAT, DOUBLE] = [Float32Array.BYTES_PER_ELEMENT, Float64Array.BYTES_PER_ELEMENT];

/**
 * The numbers of one frame after another, in the memory of the kernels: samples, spectra, masks, the stems' images in each
 * channel, and the sums of overlapping frames. It knows nothing of positions.
 */
export class StemFrames {
  /** Of each stem; the caller sets them before `separate`. */
  readonly masks: readonly FrameMask[];
  /** Of two channels, where the stems and the rest are, for the caller to set; otherwise empty. */
  readonly places: Covariances;
  /** The window's samples, one array a channel, for the caller to set before `analyse`. */
  readonly samples: readonly Float32Array[];
  /** [channel], interleaved re, im */
  readonly spectra: readonly Float64Array[];
  /** [stem][channel], interleaved re, im */
  readonly images: readonly (readonly Float64Array[])[];
  /** Sums of squared windows; the sample n lies under the last frame's window. */
  readonly weights: Float64Array;
  /** Sums of the images under the window, [stem][channel]: the samples times their weights. */
  readonly sums: readonly (readonly Float64Array[])[];
  /** The last block, [stems + 1][channels]: what `split` wrote. */
  readonly block: readonly (readonly Float32Array[])[];
  /** What exceeds the range that stems and rest are stored in, of the channel that was split last. */
  readonly left: Float64Array;
  readonly #options: StemFramesOptions;
  readonly #memory = new KernelMemory();
  readonly #fft: RealTransform;
  readonly #at: Readonly<Record<Part, Address>>;
  readonly #beyond: Float64Array;

  constructor(options: StemFramesOptions) {
    this.#options = options;
    const memory = this.#memory;
    const { framing, map, bins, stems, channels } = options;
    const { windowLength, fftSize } = framing;
    this.#fft = new RealTransform(memory, fftSize);
    const spectrum = this.#fft.bins * COMPLEX;
    const window = new Float64Array(windowLength + 2);
    window.set(framing.window);
    const doubles = this.#doubles * DOUBLE;
    const at = {
      window: memory.store(window),
      map: memory.store(mapEntries(map)),
      samples: memory.reserve(channels * this.#floats * FLOAT),
      spectra: memory.reserve(channels * spectrum),
      masks: memory.reserve(stems * bins * FLOAT),
      beyond: memory.reserve(stems * DOUBLE),
      places: memory.reserve(channels === 2 ? (stems + 1) * bins * PARTS * DOUBLE : 0),
      room: memory.reserve((stems + 1) * 5 * DOUBLE),
      images: memory.reserve(stems * channels * spectrum),
      sums: memory.reserve(stems * channels * doubles),
      weights: memory.reserve(doubles),
      left: memory.reserve(doubles),
      block: memory.reserve((stems + 1) * channels * this.#floats * FLOAT),
    };
    this.#at = at;
    this.#beyond = memory.float64(at.beyond, stems);
    this.masks = Array.from({ length: stems }, (_, stem) => ({
      mask: memory.float32(at.masks + stem * bins * FLOAT, bins),
      beyond: 0,
    }));
    this.places = Array.from({ length: channels === 2 ? stems + 1 : 0 }, (_, source) =>
      memory.float64(at.places + source * bins * PARTS * DOUBLE, bins * PARTS),
    );
    const all = <T>(of: (channel: number) => T): T[] => Array.from({ length: channels }, (_, n) => of(n));
    this.samples = all((channel) => memory.float32(this.#samplesAt(channel), windowLength));
    this.spectra = all((channel) => memory.float64(at.spectra + channel * spectrum, 2 * this.#fft.bins));
    this.images = Array.from({ length: stems }, (_, stem) =>
      all((channel) => memory.float64(this.#imageAt(stem, channel), 2 * this.#fft.bins)),
    );
    this.weights = memory.float64(at.weights, windowLength);
    this.sums = Array.from({ length: stems }, (_, stem) =>
      all((channel) => memory.float64(this.#sumAt(stem, channel), windowLength)),
    );
    this.left = memory.float64(at.left, windowLength);
    this.block = Array.from({ length: stems + 1 }, (_, file) =>
      all((channel) => memory.float32(this.#blockAt(file, channel), windowLength)),
    );
  }

  /** The spectra of the samples. */
  analyse(): void {
    const { framing, channels } = this.#options;
    const { kernels } = this.#memory;
    for (let channel = 0; channel < channels; channel += 1) {
      kernels.windowed(
        this.#fft.input,
        this.#samplesAt(channel),
        this.#at.window,
        framing.windowLength,
        framing.fftSize,
      );
      this.#fft.forward(this.#at.spectra + channel * this.#fft.bins * COMPLEX);
    }
  }

  /** The stems' images from the spectra and the masks and, if `placed`, the places of two channels. */
  separate(placed: boolean): void {
    const { stems, channels, bins } = this.#options;
    const { kernels } = this.#memory;
    const { images, spectra, masks, beyond, places, map, room } = this.#at;
    for (const [stem, mask] of this.masks.entries()) this.#beyond[stem] = mask.beyond;
    const count = this.#fft.bins;
    const spectrum = count * COMPLEX;
    if (placed && channels === 2) {
      const right = spectra + spectrum;
      kernels.placed(images, spectra, right, masks, beyond, places, map, room, stems, bins, count);
      return;
    }
    for (let channel = 0; channel < channels; channel += 1) {
      const offset = channel * spectrum;
      const stride = channels * spectrum;
      kernels.masked(images + offset, stride, spectra + offset, masks, beyond, map, stems, bins, count);
    }
  }

  /** Adds the images to the sums, which first move on by `step` samples. */
  add(step: number): void {
    const { stems, channels, framing } = this.#options;
    const { windowLength, fftSize } = framing;
    const { kernels } = this.#memory;
    const moved = Math.min(step, windowLength);
    const backwards = this.#fft.backwards ? 1 : 0;
    const { window, weights } = this.#at;
    kernels.addWeights(weights, moved, window, windowLength);
    for (let stem = 0; stem < stems; stem += 1) {
      for (let channel = 0; channel < channels; channel += 1) {
        const frame = this.#fft.inverse(this.#imageAt(stem, channel));
        const sum = this.#sumAt(stem, channel);
        kernels.overlapAdd(sum, moved, window, frame, windowLength, fftSize / 2, backwards);
      }
    }
  }

  /**
   * Splits a channel's samples `[from, from + count)` of the window into stems and rest, as `splitExactly` does
   * (`src-shared/dsp/quantise.ts`), into `block`, where room for `count` is.
   * @param scale of the recording's grid, or 0 if it has none
   * @returns how many samples of the rest exceed what is stored; `left` has their values
   */
  split(channel: number, from: number, count: number, scale: number): number {
    const { stems } = this.#options;
    const { kernels } = this.#memory;
    const { left, weights } = this.#at;
    kernels.promoted(left, this.#samplesAt(channel) + from * FLOAT, count);
    const offset = from * DOUBLE;
    for (let stem = 0; stem < stems; stem += 1) {
      const sum = this.#sumAt(stem, channel) + offset;
      const out = this.#blockAt(stem, channel);
      kernels.takeStem(out, left, sum, weights + offset, count, scale, STORED_LIMIT);
    }
    return kernels.takeRest(this.#blockAt(stems, channel), left, count, STORED_LIMIT);
  }

  /** Of a channel: the window and one sample more, which kernels may touch. */
  get #floats(): number {
    return Math.ceil((this.#options.framing.windowLength + 2) / 4) * 4;
  }

  get #doubles(): number {
    return Math.ceil((this.#options.framing.windowLength + 2) / 2) * 2;
  }

  #samplesAt(channel: number): Address {
    return this.#at.samples + channel * this.#floats * FLOAT;
  }

  #imageAt(stem: number, channel: number): Address {
    return this.#at.images + (stem * this.#options.channels + channel) * this.#fft.bins * COMPLEX;
  }

  #sumAt(stem: number, channel: number): Address {
    return this.#at.sums + (stem * this.#options.channels + channel) * this.#doubles * DOUBLE;
  }

  #blockAt(file: number, channel: number): Address {
    return this.#at.block + (file * this.#options.channels + channel) * this.#floats * FLOAT;
  }
}

type Part =
  | 'window'
  | 'map'
  | 'samples'
  | 'spectra'
  | 'masks'
  | 'beyond'
  | 'places'
  | 'room'
  | 'images'
  | 'sums'
  | 'weights'
  | 'left'
  | 'block';
