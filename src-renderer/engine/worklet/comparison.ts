import type { Monitor } from '../protocol.ts';

const CROSSFADE_SECONDS = 0.01;
/** Time constant of the running loudness. */
const LOUDNESS_SECONDS = 3;
/** Blocks below this level say nothing about how loud the music is (the absolute gate of BS.1770-4 is -70 LUFS). */
const GATE = 10 ** (-70 / 10);
const MATCH_RANGE_DB = 24;
/** The match follows slowly, so that it is never heard moving. */
const MATCH_SECONDS = 0.3;

/**
 * Replaces the mix by the original without a gap: a linear crossfade (the two are correlated) and, if asked for,
 * the gain that makes the original as loud as the mix over the last seconds heard.
 */
export class Comparison {
  readonly #sampleRate: number;
  #target = 0;
  #share = 0;
  #match = true;
  #mixPower = 0;
  #originalPower = 0;
  #heard = 0;
  #gain = 1;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  set(monitor: Monitor, match: boolean): void {
    this.#target = monitor === 'original' ? 1 : 0;
    this.#match = match;
  }

  /** Forgets what was heard: after a seek another passage counts. */
  resetLoudness(): void {
    this.#heard = 0;
    this.#mixPower = 0;
    this.#originalPower = 0;
  }

  /** Gain on the original in dB; null until both were heard for a tenth of a second. */
  get matchDb(): number | null {
    if (this.#heard < 0.1 * this.#sampleRate) return null;
    const db = 10 * Math.log10(this.#mixPower / this.#originalPower);
    return Math.max(-MATCH_RANGE_DB, Math.min(MATCH_RANGE_DB, db));
  }

  /** In place on the mix's `left` and `right`. */
  process(left: Float32Array, right: Float32Array, original: readonly Float32Array[]): void {
    const frames = left.length;
    const first = original[0];
    const second = original[1] ?? first;
    if (first === undefined || second === undefined) return;
    this.#listen(power(left, right), power(first, second), frames);
    const db = this.#match ? this.matchDb : 0;
    const wanted = db === null ? this.#gain : 10 ** (db / 20);
    this.#gain += (wanted - this.#gain) * (1 - Math.exp(-frames / (MATCH_SECONDS * this.#sampleRate)));
    if (this.#share === 0 && this.#target === 0) return;
    const step = 1 / (CROSSFADE_SECONDS * this.#sampleRate);
    for (let i = 0; i < frames; i += 1) {
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

  #listen(mix: number, original: number, frames: number): void {
    if (mix < GATE || original < GATE) return;
    this.#heard = Math.min(this.#heard + frames, LOUDNESS_SECONDS * this.#sampleRate);
    const weight = frames / Math.max(frames, this.#heard);
    this.#mixPower += (mix - this.#mixPower) * weight;
    this.#originalPower += (original - this.#originalPower) * weight;
  }
}

function power(left: Float32Array, right: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < left.length; i += 1) {
    const a = left[i] ?? 0;
    const b = right[i] ?? 0;
    sum += a * a + b * b;
  }
  return sum / left.length;
}
