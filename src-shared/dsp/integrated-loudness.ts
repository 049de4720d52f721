/**
 * Integrated loudness after ITU-R BS.1770-5 for one or two channels (weights 1): K-weighting, mean squares over 400
 * ms blocks that overlap by 75 %, an absolute gate at -70 LUFS and a relative gate 10 LU below the loudness of the
 * blocks that pass it. Streaming: stores one number for each 100 ms.
 */
export class IntegratedLoudness {
  readonly #sampleRate: number;
  readonly #filters: readonly KWeighting[];
  /** For each 100 ms, the mean square summed over the channels. */
  readonly #steps: number[] = [];
  #sum = 0;
  #position = 0;
  #stepStart = 0;

  constructor(sampleRate: number, channels: number) {
    this.#sampleRate = sampleRate;
    this.#filters = Array.from({ length: channels }, () => new KWeighting(sampleRate));
  }

  /** Accepts planar blocks of any length; all channels must have the same length. */
  push(channels: readonly Float32Array[]): void {
    const frames = channels[0]?.length ?? 0;
    let from = 0;
    while (from < frames) {
      const stepEnd = Math.round(((this.#steps.length + 1) * this.#sampleRate) / STEPS_PER_SECOND);
      const to = Math.min(frames, from + stepEnd - this.#position);
      for (let channel = 0; channel < this.#filters.length; channel += 1) {
        this.#sum += this.#filters[channel]!.energy(channels[channel]!, from, to);
      }
      this.#position += to - from;
      from = to;
      if (this.#position === stepEnd) {
        this.#steps.push(this.#sum / (stepEnd - this.#stepStart));
        this.#sum = 0;
        this.#stepStart = stepEnd;
      }
    }
  }

  /** Integrated loudness in LUFS; null if no block passes the gates (silence, or less than 400 ms). */
  integrated(): number | null {
    const audible = this.#windows(STEPS_PER_BLOCK).filter((power) => power > powerOf(ABSOLUTE_GATE));
    if (audible.length === 0) return null;
    const relative = mean(audible) * 10 ** (RELATIVE_GATE / 10);
    return loudnessOf(mean(audible.filter((power) => power > relative)));
  }

  /** The highest momentary loudness (400 ms, every 100 ms) in LUFS; null for silence or less than 400 ms. */
  maxMomentary(): number | null {
    return loudest(this.#windows(STEPS_PER_BLOCK));
  }

  /** The highest short-term loudness (3 s, every 100 ms) in LUFS; null for silence or less than 3 s. */
  maxShortTerm(): number | null {
    return loudest(this.#windows(STEPS_PER_SHORT_TERM));
  }

  /**
   * Loudness range after EBU Tech 3342, in LU: between the 10th and the 95th percentile of the short-term loudness
   * that passes an absolute gate at -70 LUFS and a relative gate 20 LU below the mean; null for less than 3 s or
   * silence.
   */
  range(): number | null {
    const audible = this.#windows(STEPS_PER_SHORT_TERM).filter((power) => power > powerOf(ABSOLUTE_GATE));
    if (audible.length === 0) return null;
    const relative = mean(audible) * 10 ** (RANGE_GATE / 10);
    const sorted = audible.filter((power) => power > relative).sort((a, b) => a - b);
    const percentile = (share: number): number => sorted[Math.round(share * (sorted.length - 1))]!;
    return loudnessOf(percentile(0.95)) - loudnessOf(percentile(0.1));
  }

  /** Mean power of every window of `length` steps. */
  #windows(length: number): number[] {
    const powers: number[] = [];
    for (let k = length; k <= this.#steps.length; k += 1) {
      let sum = 0;
      for (let j = k - length; j < k; j += 1) sum += this.#steps[j]!;
      powers.push(sum / length);
    }
    return powers;
  }
}

const STEPS_PER_SECOND = 10;
const STEPS_PER_BLOCK = 4;
const ABSOLUTE_GATE = -70;
const RELATIVE_GATE = -10;
const STEPS_PER_SHORT_TERM = 30;
const RANGE_GATE = -20;
/** Calibrates a full-scale 997 Hz sine in one channel to -3.01 LUFS. */
export const OFFSET = -0.691;

const loudnessOf = (power: number): number => OFFSET + 10 * Math.log10(power);
const powerOf = (lufs: number): number => 10 ** ((lufs - OFFSET) / 10);

function loudest(powers: readonly number[]): number | null {
  const highest = powers.reduce((most, power) => Math.max(most, power), 0);
  return highest > 0 ? loudnessOf(highest) : null;
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

type Section = readonly [b0: number, b1: number, b2: number, a1: number, a2: number];

/**
 * The head's high shelf and the high-pass at any rate: the analogue filters behind the standard's 48 kHz table, by
 * the bilinear transform (B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement", AES
 * 2018); at 48 kHz they reproduce the table. The table's high-pass does not have unity gain at high frequencies, which
 * adds 0.04 dB; the numerator is scaled to keep that gain at every rate.
 */
export function kWeightingSections(sampleRate: number): readonly [shelf: Section, highPass: Section] {
  const shelf = { hz: 1681.974450955533, gainDb: 3.999843853973347, q: 0.7071752369554196 };
  const pass = { hz: 38.13547087602444, q: 0.5003270373238773 };

  const k = Math.tan((Math.PI * shelf.hz) / sampleRate);
  const high = 10 ** (shelf.gainDb / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / shelf.q + k * k;

  const m = Math.tan((Math.PI * pass.hz) / sampleRate);
  const tableM = Math.tan((Math.PI * pass.hz) / 48_000);
  const d0 = 1 + m / pass.q + m * m;
  const scale = (1 + tableM / pass.q + tableM * tableM) / d0;
  return [
    [
      (high + (band * k) / shelf.q + k * k) / a0,
      (2 * (k * k - high)) / a0,
      (high - (band * k) / shelf.q + k * k) / a0,
      (2 * (k * k - 1)) / a0,
      (1 - k / shelf.q + k * k) / a0,
    ],
    [scale, -2 * scale, scale, (2 * (m * m - 1)) / d0, (1 - m / pass.q + m * m) / d0],
  ];
}

/** Both K-weighting sections of one channel, transposed direct form II. */
export class KWeighting {
  readonly #shelf: Section;
  readonly #pass: Section;
  readonly #state = new Float64Array(4);

  constructor(sampleRate: number) {
    [this.#shelf, this.#pass] = kWeightingSections(sampleRate);
  }

  /** Sum of squares of the weighted samples `[from, to)`. */
  energy(samples: Float32Array, from: number, to: number): number {
    const [b0, b1, b2, a1, a2] = this.#shelf;
    const [d0, d1, d2, c1, c2] = this.#pass;
    const state = this.#state;
    let s1 = state[0]!;
    let s2 = state[1]!;
    let t1 = state[2]!;
    let t2 = state[3]!;
    let sum = 0;
    for (let n = from; n < to; n += 1) {
      const x = samples[n]!;
      const y = b0 * x + s1;
      s1 = b1 * x - a1 * y + s2;
      s2 = b2 * x - a2 * y;
      const z = d0 * y + t1;
      t1 = d1 * y - c1 * z + t2;
      t2 = d2 * y - c2 * z;
      sum += z * z;
    }
    state[0] = flushed(s1);
    state[1] = flushed(s2);
    state[2] = flushed(t1);
    state[3] = flushed(t2);
    return sum;
  }
}

/** Flushes tiny values of a decaying filter to zero, because denormal numbers are slow. */
const flushed = (x: number): number => (Math.abs(x) < 1e-30 ? 0 : x);
