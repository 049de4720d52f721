import type { Framing } from '../../src-shared/dsp/stft.ts';
import { ChirpTransform } from '../kernels/chirp-transform.ts';
import { COMPLEX } from '../kernels/complex-transform.ts';
import { KernelMemory } from '../kernels/kernels.ts';
import type { Address } from '../kernels/kernels.ts';
import { RealTransform } from '../kernels/real-transform.ts';

export interface FrameSpectrum {
  readonly framing: Framing;
  /** Of the model. */
  readonly bins: number;
  readonly channels: number;
}

/** Sum over channels of |X|² at the model's bins of one windowed frame. */
export interface FramePower {
  /** The frame's samples, one array a channel, for the caller to set. */
  readonly samples: readonly Float32Array[];
  /** [bins] */
  readonly power: Float64Array;
  /**
   * Overwrites `power`.
   * @param pair of two channels: |L|², |R|², Re L·R*, Im L·R* of each bin, flat
   */
  measure(pair: Float32Array | null): void;
}

/** Where frames and their window lie in the kernels' memory; each has room for one sample more. */
function frameRoom(memory: KernelMemory, { framing, channels }: FrameSpectrum) {
  const { windowLength } = framing;
  const window = new Float64Array(windowLength + 1);
  window.set(framing.window);
  const at = Array.from({ length: channels }, () => memory.reserve(4 * (windowLength + 1)));
  return {
    at,
    window: memory.store(window),
    samples: () => at.map((channel) => memory.float32(channel, windowLength)),
  };
}

/** Where the recording's own transform has the model's bins (44.1 kHz for 22.05 kHz, and their like). */
export function alignedPower(spectrum: FrameSpectrum): FramePower {
  const { framing, bins } = spectrum;
  const memory = new KernelMemory();
  const fft = new RealTransform(memory, framing.fftSize);
  const room = frameRoom(memory, spectrum);
  const at = [memory.reserve(fft.bins * COMPLEX), memory.reserve(fft.bins * COMPLEX)] as const;
  const samples = room.samples();
  const [first, second] = [memory.float64(at[0], 2 * fft.bins), memory.float64(at[1], 2 * fft.bins)];
  const power = new Float64Array(bins);
  const known = Math.min(bins, fft.bins);
  const transform = (from: Address, to: Address): void => {
    memory.kernels.windowed(fft.input, from, room.window, framing.windowLength, framing.fftSize);
    fft.forward(to);
  };
  return {
    samples,
    power,
    measure(pair) {
      power.fill(0);
      for (let channel = 0; channel < samples.length; channel += 1) {
        transform(room.at[channel]!, channel === 0 ? at[0] : at[1]);
        addPower(channel === 0 ? first : second, known, power);
      }
      if (pair !== null) alignedProducts(first, second, known, pair);
    },
  };
}

function addPower(spectrum: Float64Array, bins: number, power: Float64Array): void {
  for (let k = 0; k < bins; k += 1) power[k]! += spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2;
}

function alignedProducts(left: Float64Array, right: Float64Array, bins: number, pair: Float32Array): void {
  for (let k = 0; k < bins; k += 1) {
    const lr = left[2 * k]!;
    const li = left[2 * k + 1]!;
    const rr = right[2 * k]!;
    const ri = right[2 * k + 1]!;
    pair[4 * k] = lr * lr + li * li;
    pair[4 * k + 1] = rr * rr + ri * ri;
    pair[4 * k + 2] = lr * rr + li * ri;
    pair[4 * k + 3] = li * rr - lr * ri;
  }
}

/** Of z = l + i·r with Z at bins -reach … reach: L[k] = (Z[k] + Z[-k]*)/2 and R[k] = (Z[k] - Z[-k]*)/2i. */
function channelProducts(spectrum: Float64Array, reach: number, pair: Float32Array): void {
  for (let k = 0; k <= reach; k += 1) {
    const above = 2 * (reach + k);
    const below = 2 * (reach - k);
    const ar = spectrum[above]!;
    const ai = spectrum[above + 1]!;
    const br = spectrum[below]!;
    const bi = spectrum[below + 1]!;
    const a = ar * ar + ai * ai;
    const b = br * br + bi * bi;
    const real = ar * br - ai * bi;
    pair[4 * k] = (a + b + 2 * real) / 4;
    pair[4 * k + 1] = (a + b - 2 * real) / 4;
    pair[4 * k + 2] = (ar * bi + ai * br) / 2;
    pair[4 * k + 3] = (a - b) / 4;
  }
}

/** Two real channels travel as one complex signal z = l + i·r: |L[k]|² + |R[k]|² = (|Z[k]|² + |Z[-k]|²)/2. */
export function chirpPower(spectrum: FrameSpectrum, radians: number): FramePower {
  const { framing, bins, channels } = spectrum;
  const memory = new KernelMemory();
  // Bins at or above the recording's own Nyquist frequency stay empty.
  const reach = Math.min(bins - 1, Math.ceil(Math.PI / radians) - 1);
  const chirp = new ChirpTransform(memory, framing.windowLength, reach, radians);
  const room = frameRoom(memory, spectrum);
  const samples = room.samples();
  const found = chirp.result();
  const power = new Float64Array(bins);
  return {
    samples,
    power,
    measure(pair) {
      power.fill(0);
      for (let first = 0; first < channels; first += 2) {
        const right = room.at[first + 1] ?? 0;
        memory.kernels.interleaved(chirp.input, room.at[first]!, right, room.window, framing.windowLength);
        chirp.transform();
        addPairPower(found, reach, power);
      }
      if (pair !== null) channelProducts(found, reach, pair);
    },
  };
}

function addPairPower(spectrum: Float64Array, reach: number, power: Float64Array): void {
  for (let k = 0; k <= reach; k += 1) {
    const above = 2 * (reach + k);
    const below = 2 * (reach - k);
    power[k]! +=
      (spectrum[above]! ** 2 +
        spectrum[above + 1]! ** 2 +
        spectrum[below]! ** 2 +
        spectrum[below + 1]! ** 2) /
      2;
  }
}
