import { MixedRadixFft } from '../../dsp/mixed-radix.ts';
import type { Audiogram } from '../audiogram.ts';
import { banded, erbHz, multiply, roex, type BandedMatrix } from './auditory-filter.ts';
import { recruitmentAt, recruitmentGainDb, type Recruitment } from './recruitment.ts';
import { smearingMatrix } from './smearing-matrices.ts';

/** At 44.1 and 48 kHz, frames of 11.6 and 10.7 ms. */
const SINGLE_RATE_FRAME = 512;
const SINGLE_RATE_HZ = 50_000;
/** Frames overlap by three quarters. */
const OVERLAP = 4;
/** The narrowest filter by which levels are told, in bins: below it a tone between two bins would seem softer. */
const LEAST_WIDTH_BINS = 3;
const SILENCE = 1e-30;

/** Samples of a frame, which is also the delay of a simulated loss. */
export function lossFrame(sampleRate: number): number {
  return SINGLE_RATE_FRAME * 2 ** Math.max(0, Math.ceil(Math.log2(sampleRate / SINGLE_RATE_HZ)));
}

/**
 * What an ear with a loss hears, for listeners without one: the spectrum of each short frame is smeared, then every
 * frequency is attenuated as its level, told by an auditory filter, demands; phases stay. The papers that `smearing.ts`
 * and `recruitment.ts` name split the sound for recruitment by gammatone filters instead; here levels follow no faster
 * than a frame, and below 1 kHz its bins are wider than auditory filters. Output is `lossFrame` samples late.
 */
export class SimulatedLoss {
  readonly #size: number;
  readonly #hop: number;
  readonly #fft: MixedRadixFft;
  readonly #window: Float64Array;
  /** The last frame's input, its newest sample last, and the sum of overlapping outputs. */
  readonly #input: Float64Array;
  readonly #output: Float64Array;
  readonly #spectrum: Float64Array;
  readonly #power: Float64Array;
  readonly #smeared: Float64Array;
  readonly #levels: Float64Array;
  readonly #smearing: BandedMatrix | null;
  readonly #filters: BandedMatrix;
  readonly #recruitment: readonly Recruitment[];
  readonly #fullScaleDbSpl: number;
  #filled = 0;

  /**
   * @param broadening of auditory filters; 1 for none
   * @param fullScaleDbSpl of a signal of RMS 1
   */
  constructor(audiogram: Audiogram, broadening: number, fullScaleDbSpl: number, sampleRate: number) {
    const size = lossFrame(sampleRate);
    const bins = size / 2 + 1;
    const hzPerBin = sampleRate / size;
    this.#size = size;
    this.#hop = size / OVERLAP;
    this.#fft = new MixedRadixFft(size);
    this.#window = Float64Array.from({ length: size }, (_, n) => Math.sin((Math.PI * n) / size));
    this.#input = new Float64Array(size);
    this.#output = new Float64Array(size);
    this.#spectrum = new Float64Array(2 * size);
    this.#power = new Float64Array(bins);
    this.#smeared = new Float64Array(bins);
    this.#levels = new Float64Array(bins);
    this.#smearing = broadening === 1 ? null : smearingMatrix({ bins, hzPerBin, broadening });
    this.#filters = levelFilters(this.#window, hzPerBin);
    this.#recruitment = Array.from({ length: bins }, (_, k) => recruitmentAt(audiogram, k * hzPerBin));
    this.#fullScaleDbSpl = fullScaleDbSpl;
  }

  reset(): void {
    this.#input.fill(0);
    this.#output.fill(0);
    this.#filled = 0;
  }

  /** Processes in place. */
  process(samples: Float64Array): void {
    const [size, hop, input, output] = [this.#size, this.#hop, this.#input, this.#output];
    for (let n = 0; n < samples.length; n += 1) {
      const at = this.#filled;
      const late = output[at]!;
      input[size - hop + at] = samples[n]!;
      samples[n] = late;
      this.#filled += 1;
      if (this.#filled < hop) continue;
      this.#filled = 0;
      output.copyWithin(0, hop);
      output.fill(0, size - hop);
      this.#addFrame();
      input.copyWithin(0, hop);
    }
  }

  #addFrame(): void {
    const [size, window, spectrum] = [this.#size, this.#window, this.#spectrum];
    for (let n = 0; n < size; n += 1) {
      spectrum[2 * n] = window[n]! * this.#input[n]!;
      spectrum[2 * n + 1] = 0;
    }
    this.#fft.transform(spectrum, spectrum);
    this.#change(spectrum);
    this.#fft.inverseTransform(spectrum, spectrum);
    // Squared windows that overlap by three quarters add up to 2.
    for (let n = 0; n < size; n += 1) this.#output[n]! += (window[n]! * spectrum[2 * n]!) / (OVERLAP / 2);
  }

  #change(spectrum: Float64Array): void {
    const [size, power, smeared, levels] = [this.#size, this.#power, this.#smeared, this.#levels];
    for (let k = 0; k < power.length; k += 1) {
      power[k] = spectrum[2 * k]! ** 2 + spectrum[2 * k + 1]! ** 2;
    }
    if (this.#smearing === null) smeared.set(power);
    else multiply(this.#smearing, power, smeared);
    for (let k = 0; k < smeared.length; k += 1) smeared[k] = Math.max(0, smeared[k]!);
    multiply(this.#filters, smeared, levels);
    for (let k = 0; k < power.length; k += 1) {
      const levelDb = this.#fullScaleDbSpl + 10 * Math.log10(levels[k]! + SILENCE);
      const gain = 10 ** (recruitmentGainDb(this.#recruitment[k]!, levelDb) / 20);
      const factor = power[k]! > SILENCE ? gain * Math.sqrt(smeared[k]! / power[k]!) : 0;
      spectrum[2 * k]! *= factor;
      spectrum[2 * k + 1]! *= factor;
      if (k > 0 && 2 * k < size) {
        spectrum[2 * (size - k)] = spectrum[2 * k]!;
        spectrum[2 * (size - k) + 1] = -spectrum[2 * k + 1]!;
      }
    }
  }
}

/** Filters that give a tone in the middle of a bin its mean square, however much of it the window spreads. */
function levelFilters(window: Float64Array, hzPerBin: number): BandedMatrix {
  const size = window.length;
  const bins = size / 2 + 1;
  const sum = window.reduce((total, w) => total + w, 0);
  const padded = new Float64Array(2 * size);
  for (let n = 0; n < size; n += 1) padded[2 * n] = window[n]!;
  new MixedRadixFft(size).transform(padded, padded);
  const lobe = Float64Array.from({ length: bins }, (_, d) => padded[2 * d]! ** 2 + padded[2 * d + 1]! ** 2);
  const rows = Array.from({ length: bins }, (_, k) => {
    const bandwidth = Math.max(erbHz(k * hzPerBin), LEAST_WIDTH_BINS * hzPerBin);
    const row = Float64Array.from({ length: bins }, (__, j) => roex((j - k) * hzPerBin, bandwidth));
    const tone = row.reduce((total, weight, j) => total + weight * lobe[Math.abs(j - k)]!, 0);
    // A tone of amplitude a has |X| = a·sum/2 in its bin; its mean square is a²/2.
    return row.map((weight) => (2 * weight * lobe[0]!) / (tone * sum * sum));
  });
  return banded(rows);
}
