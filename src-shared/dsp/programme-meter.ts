import { KWeighting, OFFSET } from './integrated-loudness.ts';
import { LoudnessHistogram } from './loudness-histogram.ts';
import { TruePeakMeter } from './true-peak.ts';

/** LUFS, LU and dBTP; null while there is too little signal to say. */
export interface ProgrammeReading {
  /** Over the last 400 ms, and the highest so far. */
  readonly momentaryLufs: number | null;
  readonly maxMomentaryLufs: number | null;
  /** Over the last 3 s, and the highest so far. */
  readonly shortTermLufs: number | null;
  readonly maxShortTermLufs: number | null;
  readonly integratedLufs: number | null;
  readonly rangeLu: number | null;
  readonly truePeakDbtp: number | null;
  /** -1 (opposite channels) to 1 (equal channels) over the last 300 ms. */
  readonly correlation: number | null;
}

/** A step is 10 ms, so that a burst of 400 ms is measured whole wherever it begins (EBU Tech 3341, case 13). */
const STEPS_PER_SECOND = 100;
const MOMENTARY_STEPS = 40;
const SHORT_STEPS = 300;
const CORRELATION_STEPS = 30;
/** Gating blocks begin every 100 ms (ITU-R BS.1770), and so do the windows of the range here. */
const STEPS_PER_BLOCK = 10;
/** Samples that the true-peak meter gets at a time. */
const PEAK_FRAMES = 2048;
/** A quieter window has no loudness: the absolute gate. */
const SILENCE_LUFS = -70;

/**
 * What a programme meter shows of a stereo signal while it plays (EBU R128, Tech 3341 and 3342, ITU-R BS.1770-5). It
 * measures until `restart`; its memory does not grow.
 */
export class ProgrammeMeter {
  readonly #sampleRate: number;
  #left: KWeighting;
  #right: KWeighting;
  /** Rings of the last steps: weighted power, and the products of the channels. */
  readonly #power = new Float64Array(SHORT_STEPS);
  readonly #products = new Float64Array(3 * CORRELATION_STEPS);
  readonly #peakLeft = new Float32Array(PEAK_FRAMES);
  readonly #peakRight = new Float32Array(PEAK_FRAMES);
  #peakFilled = 0;
  #blocks = new LoudnessHistogram();
  #windows = new LoudnessHistogram();
  #peak: TruePeakMeter;
  #steps = 0;
  #position = 0;
  #stepStart = 0;
  #sum = 0;
  #leftRight = 0;
  #leftLeft = 0;
  #rightRight = 0;
  #maxMomentary = 0;
  #maxShort = 0;
  #reading: ProgrammeReading = NOTHING;
  #isStale = false;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
    this.#left = new KWeighting(sampleRate);
    this.#right = new KWeighting(sampleRate);
    this.#peak = new TruePeakMeter(sampleRate, 2);
  }

  /** Starts a new measurement. */
  restart(): void {
    this.#left = new KWeighting(this.#sampleRate);
    this.#right = new KWeighting(this.#sampleRate);
    this.#power.fill(0);
    this.#products.fill(0);
    this.#peakFilled = 0;
    this.#blocks = new LoudnessHistogram();
    this.#windows = new LoudnessHistogram();
    this.#peak = new TruePeakMeter(this.#sampleRate, 2);
    this.#steps = 0;
    this.#position = 0;
    this.#stepStart = 0;
    this.#sum = 0;
    this.#clearProducts();
    this.#maxMomentary = 0;
    this.#maxShort = 0;
    this.#reading = NOTHING;
    this.#isStale = false;
  }

  /** Blocks of any length, both channels equally long. */
  push(left: Float32Array, right: Float32Array): void {
    this.#pushPeak(left, right);
    for (let from = 0; from < left.length;) {
      const stepEnd = Math.round(((this.#steps + 1) * this.#sampleRate) / STEPS_PER_SECOND);
      const to = Math.min(left.length, from + stepEnd - this.#position);
      this.#sum += this.#left.energy(left, from, to) + this.#right.energy(right, from, to);
      for (let n = from; n < to; n += 1) {
        const l = left[n]!;
        const r = right[n]!;
        this.#leftRight += l * r;
        this.#leftLeft += l * l;
        this.#rightRight += r * r;
      }
      this.#position += to - from;
      from = to;
      if (this.#position === stepEnd) this.#endStep(stepEnd);
    }
  }

  /** The state at the last whole step. */
  reading(): ProgrammeReading {
    if (this.#isStale) {
      this.#isStale = false;
      this.#reading = {
        momentaryLufs: lufsOf(this.#mean(MOMENTARY_STEPS)),
        maxMomentaryLufs: lufsOf(this.#maxMomentary),
        shortTermLufs: lufsOf(this.#mean(SHORT_STEPS)),
        maxShortTermLufs: lufsOf(this.#maxShort),
        integratedLufs: this.#blocks.gatedLufs(),
        rangeLu: this.#windows.rangeLu(),
        truePeakDbtp: this.#peak.dbtp,
        correlation: this.#correlation(),
      };
    }
    return this.#reading;
  }

  #endStep(end: number): void {
    this.#power[this.#steps % SHORT_STEPS] = this.#sum / (end - this.#stepStart);
    const at = 3 * (this.#steps % CORRELATION_STEPS);
    this.#products[at] = this.#leftRight;
    this.#products[at + 1] = this.#leftLeft;
    this.#products[at + 2] = this.#rightRight;
    this.#steps += 1;
    this.#stepStart = end;
    this.#sum = 0;
    this.#clearProducts();
    this.#isStale = true;
    const momentary = this.#mean(MOMENTARY_STEPS);
    const short = this.#mean(SHORT_STEPS);
    this.#maxMomentary = Math.max(this.#maxMomentary, momentary);
    this.#maxShort = Math.max(this.#maxShort, short);
    if (this.#steps % STEPS_PER_BLOCK !== 0) return;
    if (this.#steps >= MOMENTARY_STEPS) this.#blocks.add(momentary);
    if (this.#steps >= SHORT_STEPS) this.#windows.add(short);
  }

  /** Mean power of the last steps; what was before the start counts as silence. */
  #mean(steps: number): number {
    let sum = 0;
    const first = Math.max(0, this.#steps - steps);
    for (let step = first; step < this.#steps; step += 1) sum += this.#power[step % SHORT_STEPS]!;
    return sum / steps;
  }

  #correlation(): number | null {
    let [leftRight, leftLeft, rightRight] = [0, 0, 0];
    for (let at = 0; at < this.#products.length; at += 3) {
      leftRight += this.#products[at]!;
      leftLeft += this.#products[at + 1]!;
      rightRight += this.#products[at + 2]!;
    }
    const scale = Math.sqrt(leftLeft * rightRight);
    return scale < 1e-12 ? null : Math.min(1, Math.max(-1, leftRight / scale));
  }

  #clearProducts(): void {
    this.#leftRight = 0;
    this.#leftLeft = 0;
    this.#rightRight = 0;
  }

  #pushPeak(left: Float32Array, right: Float32Array): void {
    for (let from = 0; from < left.length;) {
      const count = Math.min(left.length - from, PEAK_FRAMES - this.#peakFilled);
      this.#peakLeft.set(left.subarray(from, from + count), this.#peakFilled);
      this.#peakRight.set(right.subarray(from, from + count), this.#peakFilled);
      this.#peakFilled += count;
      from += count;
      if (this.#peakFilled < PEAK_FRAMES) continue;
      this.#peak.push([this.#peakLeft, this.#peakRight]);
      this.#peakFilled = 0;
    }
  }
}

const NOTHING: ProgrammeReading = {
  momentaryLufs: null,
  maxMomentaryLufs: null,
  shortTermLufs: null,
  maxShortTermLufs: null,
  integratedLufs: null,
  rangeLu: null,
  truePeakDbtp: null,
  correlation: null,
};

function lufsOf(power: number): number | null {
  const lufs = OFFSET + 10 * Math.log10(power);
  return lufs > SILENCE_LUFS ? lufs : null;
}
