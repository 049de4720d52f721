import type { Weights } from '../heard-direction.ts';
import type { Passage } from '../read/passage.ts';
import { RationalResampler } from './rational-resample.ts';

/**
 * The input of a waveform model: a passage at the model's rate, as separate channels or as one mixed signal.
 */
export class ResampledPassage {
  /** In samples at the new rate: positions that lie before the passage's end. */
  readonly length: number;
  readonly channels: number;
  readonly #passage: Passage;
  readonly #resampler: RationalResampler;
  readonly #mix: boolean;
  readonly #weights: Weights | null;

  /**
   * @param mix one channel, the mean of all
   * @param weights of the channels in that one, instead of the mean
   */
  constructor(passage: Passage, sampleRate: number, mix: boolean, weights: Weights | null = null) {
    this.length = Math.ceil((passage.length * sampleRate) / passage.sampleRate);
    this.channels = mix ? 1 : passage.channels;
    this.#passage = passage;
    this.#resampler = new RationalResampler(passage.sampleRate, sampleRate);
    this.#mix = mix;
    this.#weights = weights;
  }

  /** Samples `[start, start + count)` of each channel; outside of the passage the recording counts as zero. */
  async read(start: number, count: number): Promise<Float32Array[]> {
    const { from, to } = this.#resampler.inputRange(start, count);
    const heard = await this.#passage.read(from, to - from);
    const signals = this.#mix ? [mixOf(heard, this.#weights)] : heard;
    return signals.map((samples) => this.#resampler.apply(samples, from, start, count));
  }
}

function mixOf(channels: readonly Float32Array[], weights: Weights | null): Float32Array {
  const [first] = channels;
  if (weights === null || first === undefined) return meanOf(channels);
  return first.map((_, n) =>
    channels.reduce((sum, samples, channel) => sum + (weights[channel] ?? 0) * (samples[n] ?? 0), 0),
  );
}

function meanOf(channels: readonly Float32Array[]): Float32Array {
  const [first, ...others] = channels;
  if (first === undefined) throw new Error('a passage has at least one channel');
  if (others.length === 0) return first;
  return first.map(
    (value, n) => others.reduce((sum, samples) => sum + (samples[n] ?? 0), value) / channels.length,
  );
}
