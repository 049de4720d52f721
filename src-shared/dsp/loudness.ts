import { IntegratedLoudness } from './integrated-loudness.ts';
import { TruePeakMeter } from './true-peak.ts';

export interface Loudness {
  /** BS.1770; null for silence and for less than 400 ms. */
  readonly integratedLufs: number | null;
  /** Null for digital silence. */
  readonly truePeakDbtp: number | null;
}

/** What EBU Tech 3285 (version 2) stores about a programme; null where it is too short or silent. */
export interface ProgrammeLoudness extends Loudness {
  /** EBU Tech 3342, in LU. */
  readonly rangeLu: number | null;
  readonly maxMomentaryLufs: number | null;
  readonly maxShortTermLufs: number | null;
}

/** Integrated loudness and true peak of a whole programme, in planar blocks of any length. */
export class LoudnessMeter {
  readonly #loudness: IntegratedLoudness;
  readonly #peak: TruePeakMeter;

  /** @param channels 1 or 2 */
  constructor(sampleRate: number, channels: number) {
    this.#loudness = new IntegratedLoudness(sampleRate, channels);
    this.#peak = new TruePeakMeter(sampleRate, channels);
  }

  push(channels: readonly Float32Array[]): void {
    this.#loudness.push(channels);
    this.#peak.push(channels);
  }

  /** Ends the programme and returns its loudness. */
  result(): ProgrammeLoudness {
    this.#peak.finish();
    return {
      integratedLufs: this.#loudness.integrated(),
      truePeakDbtp: this.#peak.dbtp,
      rangeLu: this.#loudness.range(),
      maxMomentaryLufs: this.#loudness.maxMomentary(),
      maxShortTermLufs: this.#loudness.maxShortTerm(),
    };
  }
}
