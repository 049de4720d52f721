import type { MixMeters } from '../../../src-shared/mixing/types.ts';

/** Accumulates the mixer's block meters between two reports. */
export class MeterSums {
  #peak = new Float32Array(0);
  #meanSquare = new Float32Array(0);
  #gainReductionDb = new Float32Array(0);
  #blocks = 0;

  add(meters: MixMeters): void {
    if (this.#peak.length !== meters.peak.length) this.#resize(meters);
    for (let i = 0; i < meters.peak.length; i += 1) {
      this.#peak[i] = Math.max(this.#peak[i] ?? 0, meters.peak[i] ?? 0);
      this.#meanSquare[i] = (this.#meanSquare[i] ?? 0) + (meters.meanSquare[i] ?? 0);
    }
    for (let i = 0; i < meters.gainReductionDb.length; i += 1) {
      this.#gainReductionDb[i] = Math.min(this.#gainReductionDb[i] ?? 0, meters.gainReductionDb[i] ?? 0);
    }
    this.#blocks += 1;
  }

  /** Returns copies of the accumulated values and resets them. */
  take(): MixMeters {
    const blocks = Math.max(1, this.#blocks);
    const taken = {
      peak: this.#peak.slice(),
      meanSquare: this.#meanSquare.map((sum) => sum / blocks),
      gainReductionDb: this.#gainReductionDb.slice(),
    };
    this.#peak.fill(0);
    this.#meanSquare.fill(0);
    this.#gainReductionDb.fill(0);
    this.#blocks = 0;
    return taken;
  }

  #resize(meters: MixMeters): void {
    this.#peak = new Float32Array(meters.peak.length);
    this.#meanSquare = new Float32Array(meters.meanSquare.length);
    this.#gainReductionDb = new Float32Array(meters.gainReductionDb.length);
    this.#blocks = 0;
  }
}
