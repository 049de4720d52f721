import { bandFraming, BandFilter, bandWeights, type Band } from '../../../src-shared/dsp/band.ts';
import type { Passage } from '../../audio/read/passage.ts';

/** What a stem has in a band of frequencies, read from one sample on; memory is a few windows. */
export class BandReader {
  readonly #stem: Passage;
  /** One per channel; none where the band is everything. */
  readonly #filters: readonly BandFilter[];
  readonly #blockFrames: number;
  #ready: Float64Array[];
  #readAt: number;

  constructor(stem: Passage, band: Band, position: number) {
    const { sampleRate, channels, length } = stem;
    const framing = bandFraming(sampleRate);
    const isAll = band.lowHz === null && band.highHz === null;
    const weights = bandWeights(band, sampleRate, framing.fftSize);
    this.#stem = stem;
    this.#filters = isAll
      ? []
      : Array.from({ length: channels }, () => new BandFilter(framing, weights, length, position));
    this.#blockFrames = framing.windowLength;
    this.#ready = Array.from({ length: channels }, () => new Float64Array(0));
    this.#readAt = this.#filters[0]?.readFrom ?? position;
  }

  /** The next `count` samples by channel. */
  async read(count: number): Promise<Float64Array[]> {
    while ((this.#ready[0]?.length ?? 0) < count) {
      const block = await this.#stem.read(this.#readAt, this.#blockFrames);
      this.#readAt += this.#blockFrames;
      this.#ready = this.#ready.map((held, channel) => {
        const samples = block[channel]!;
        const filter = this.#filters[channel];
        return joined(held, filter === undefined ? [Float64Array.from(samples)] : filter.push(samples));
      });
    }
    const out = this.#ready.map((held) => held.slice(0, count));
    this.#ready = this.#ready.map((held) => held.slice(count));
    return out;
  }
}

function joined(held: Float64Array, more: readonly Float64Array[]): Float64Array {
  const out = new Float64Array(more.reduce((sum, { length }) => sum + length, held.length));
  out.set(held);
  let at = held.length;
  for (const samples of more) {
    out.set(samples, at);
    at += samples.length;
  }
  return out;
}
