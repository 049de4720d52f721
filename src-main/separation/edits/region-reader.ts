import { RegionFilter, regionFraming } from '../../../src-shared/dsp/region/filter.ts';
import { RegionMask } from '../../../src-shared/dsp/region/mask.ts';
import type { RegionShape } from '../../../src-shared/dsp/region/shapes.ts';
import type { Passage } from '../../audio/read/passage.ts';
import type { EditFade } from './crossfade.ts';

/** A stem's sound inside a selection, read from where an edit begins; memory is a few windows. */
export class RegionReader {
  readonly #stem: Passage;
  /** One per channel; none where the selection is everything. */
  readonly #filters: readonly RegionFilter[];
  readonly #blockFrames: number;
  #ready: Float64Array[];
  #readAt: number;

  /** @param fade of the edit, which fades the sound in time */
  constructor(stem: Passage, selection: readonly RegionShape[], { range, reach }: EditFade) {
    const { sampleRate, channels, length } = stem;
    const framing = regionFraming(sampleRate);
    const mask = new RegionMask(selection, range, sampleRate, framing);
    const position = reach.from;
    this.#stem = stem;
    this.#filters = mask.isAll
      ? []
      : Array.from(
          { length: channels },
          () => new RegionFilter(framing, (centre) => mask.at(centre), length, position),
        );
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
