import { dbToGain } from '../../../src-shared/mixing/levels.ts';
import type { Monitor } from '../protocol.ts';
import { ShortLoudness } from './short-loudness.ts';

const CROSSFADE_SECONDS = 0.01;
const MATCH_RANGE_DB = 24;
/** The gain follows slowly, so that its changes are inaudible. */
const MATCH_SECONDS = 0.3;
/** Two equal channels measure this much louder than one (ITU-R BS.1770 adds their powers). */
const ONE_OF_TWO_DB = 10 * Math.log10(2);

/**
 * Switches between the mix and the original without a gap: a linear crossfade (the two are correlated) and,
 * optionally, the gain that matches the original's loudness to the mix over the last three seconds.
 */
export class Comparison {
  readonly #sampleRate: number;
  readonly #mix: ShortLoudness;
  readonly #original: ShortLoudness;
  #target = 0;
  #share = 0;
  #match = true;
  #gain = 1;
  #channels: 1 | 2 = 2;
  #difference: number | null = null;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
    this.#mix = new ShortLoudness(sampleRate);
    this.#original = new ShortLoudness(sampleRate);
  }

  set(monitor: Monitor, match: boolean): void {
    this.#target = monitor === 'original' ? 1 : 0;
    this.#match = match;
  }

  /** The channel count of the exported mix, so that its loudness is measured like the file's. */
  setChannels(channels: 1 | 2): void {
    this.#channels = channels;
  }

  /** A seek starts a new measurement. */
  restart(): void {
    this.#mix.restart();
    this.#original.restart();
  }

  /** Short-term loudness of the mix, LUFS. */
  get mixLufs(): number | null {
    const lufs = this.#mix.lufs;
    return lufs === null || this.#channels === 2 ? lufs : lufs - ONE_OF_TWO_DB;
  }

  /** The greatest magnitude of mix minus original since the last call; null if nothing was compared. */
  takeDifference(): number | null {
    const taken = this.#difference;
    this.#difference = null;
    return taken;
  }

  #compare(left: Float32Array, right: Float32Array, first: Float32Array, second: Float32Array): void {
    let greatest = this.#difference ?? 0;
    for (let n = 0; n < left.length; n += 1) {
      const difference = Math.max(
        Math.abs((left[n] ?? 0) - (first[n] ?? 0)),
        Math.abs((right[n] ?? 0) - (second[n] ?? 0)),
      );
      if (difference > greatest) greatest = difference;
    }
    this.#difference = greatest;
  }

  /** Gain on the original in dB; null while either is silent or too little was heard. */
  get matchDb(): number | null {
    const mix = this.#mix.lufs;
    const original = this.#original.lufs;
    if (mix === null || original === null) return null;
    return Math.max(-MATCH_RANGE_DB, Math.min(MATCH_RANGE_DB, mix - original));
  }

  /** In place on the mix's `left` and `right`; `original` is planar, 1 or 2 channels, or null where there is none. */
  process(left: Float32Array, right: Float32Array, original: readonly Float32Array[] | null): void {
    this.#mix.push(left, right);
    const first = original?.[0];
    const second = original?.[1] ?? first;
    if (first === undefined || second === undefined) return;
    this.#original.push(first, second);
    this.#compare(left, right, first, second);
    const db = this.#match ? this.matchDb : 0;
    const wanted = db === null ? this.#gain : dbToGain(db);
    this.#gain += (wanted - this.#gain) * (1 - Math.exp(-left.length / (MATCH_SECONDS * this.#sampleRate)));
    if (this.#share === 0 && this.#target === 0) return;
    const step = 1 / (CROSSFADE_SECONDS * this.#sampleRate);
    for (let i = 0; i < left.length; i += 1) {
      const share =
        this.#target > this.#share
          ? Math.min(this.#target, this.#share + step)
          : Math.max(this.#target, this.#share - step);
      this.#share = share;
      const own = left[i] ?? 0;
      left[i] = own + share * ((first[i] ?? 0) * this.#gain - own);
      const other = right[i] ?? 0;
      right[i] = other + share * ((second[i] ?? 0) * this.#gain - other);
    }
  }
}
