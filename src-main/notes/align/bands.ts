import { framingOf, StftAnalyser } from '../../../src-shared/dsp/stft.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { Passage } from '../../audio/read/passage.ts';

/** Spacing of the features in seconds: 1024 samples at 44.1 kHz. */
export const HOP_SECONDS = 1024 / 44100;
const WINDOW_SECONDS = 4096 / 44100;

/** Semitone bands from E1 (41 Hz) to G7 (3136 Hz), as MIDI numbers. */
export const LOWEST_BAND = 28;
export const BANDS = 76;

/**
 * The strength of each semitone over time. `values` is [frames × BANDS], frame after frame, log-compressed,
 * at least 0.
 */
export interface BandMatrix {
  readonly frames: number;
  readonly values: Float32Array;
}

/** Frequency in Hz of a MIDI pitch where A is `440·2^(cents/1200)` Hz. */
export const hertzOf = (pitch: number, tuningCents: number): number =>
  440 * 2 ** ((pitch - 69) / 12 + tuningCents / 1200);

interface Weights {
  readonly firstBin: number;
  readonly weights: Float64Array;
}

/**
 * Triangles in frequency, a semitone to either side of the centre, but never narrower than the FFT's bins.
 */
function bandWeights(fftSize: number, sampleRate: number, tuningCents: number): readonly (Weights | null)[] {
  const binHz = sampleRate / fftSize;
  return Array.from({ length: BANDS }, (_, band) => {
    const centre = hertzOf(LOWEST_BAND + band, tuningCents);
    const half = Math.max(binHz, centre * (2 ** (1 / 12) - 1) * 0.75);
    const firstBin = Math.ceil((centre - half) / binHz);
    const lastBin = Math.floor((centre + half) / binHz);
    if (lastBin > fftSize / 2) return null;
    const weights = Float64Array.from({ length: lastBin - firstBin + 1 }, (__, index) =>
      Math.max(0, 1 - Math.abs((firstBin + index) * binHz - centre) / half),
    );
    return { firstBin, weights };
  });
}

export interface Listening {
  readonly signal: AbortSignal;
  /** 0 to 1. */
  readonly onProgress: (done: number) => void;
}

const BLOCK = 1 << 15;

/** Calls `onFrame` for every frame of the mean of the channels; frame t is centred at t·HOP_SECONDS. */
export async function forEachFrame(
  passage: Passage,
  { signal, onProgress }: Listening,
  onFrame: (frame: number, spectrum: Float64Array) => void,
): Promise<number> {
  const analyser = new StftAnalyser(framingAt(passage.sampleRate));
  for (let at = 0; at < passage.length; at += BLOCK) {
    if (signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
    analyser.push(mean(await passage.read(at, Math.min(BLOCK, passage.length - at))), onFrame);
    onProgress(at / passage.length);
  }
  analyser.finish(onFrame);
  return analyser.nextFrame;
}

export function framingAt(sampleRate: number): ReturnType<typeof framingOf> {
  return framingOf({
    windowLength: Math.round(WINDOW_SECONDS * sampleRate),
    hop: HOP_SECONDS * sampleRate,
  });
}

export function mean(channels: readonly Float32Array[]): Float32Array {
  const [first, second, ...others] = channels;
  if (first === undefined) throw new Error('a passage has at least one channel');
  if (second === undefined) return first;
  return first.map(
    (value, n) =>
      (value + second[n]! + others.reduce((sum, samples) => sum + samples[n]!, 0)) / channels.length,
  );
}

/** Streams the passage once; needs one block of audio and 300 bytes per frame: 47 MB per hour. */
export async function measureBands(
  passage: Passage,
  tuningCents: number,
  listening: Listening,
): Promise<BandMatrix> {
  const { fftSize } = framingAt(passage.sampleRate);
  const weights = bandWeights(fftSize, passage.sampleRate, tuningCents);
  const capacity = Math.ceil(passage.length / (HOP_SECONDS * passage.sampleRate)) + 8;
  const values = new Float32Array(capacity * BANDS);
  const frames = await forEachFrame(passage, listening, (frame, spectrum) => {
    for (let band = 0; band < BANDS; band += 1) {
      const at = weights[band];
      if (at === null || at === undefined) continue;
      let power = 0;
      for (let k = 0; k < at.weights.length; k += 1) {
        const re = spectrum[2 * (at.firstBin + k)]!;
        const im = spectrum[2 * (at.firstBin + k) + 1]!;
        power += at.weights[k]! * (re * re + im * im);
      }
      values[frame * BANDS + band] = Math.sqrt(power);
    }
  });
  return compress({ frames, values: values.subarray(0, frames * BANDS) });
}

/**
 * How strongly log compression boosts soft bands: a band at a hundredth of the loudest keeps a third of its
 * value.
 */
const COMPRESSION = 100;

/**
 * log(1 + 100·x/r) in place, where r is the level that the strongest band of a frame exceeds in one frame of
 * twenty; independent of the recording's gain.
 */
function compress(bands: BandMatrix): BandMatrix {
  const peaks = new Float32Array(bands.frames);
  for (let frame = 0; frame < bands.frames; frame += 1) {
    let peak = 0;
    for (let band = 0; band < BANDS; band += 1) {
      peak = Math.max(peak, bands.values[frame * BANDS + band]!);
    }
    peaks[frame] = peak;
  }
  const reference = peaks.sort()[Math.floor(0.95 * (peaks.length - 1))] ?? 0;
  if (!(reference > 0)) return bands;
  const scale = COMPRESSION / reference;
  for (let n = 0; n < bands.values.length; n += 1) bands.values[n] = Math.log1p(scale * bands.values[n]!);
  return bands;
}
