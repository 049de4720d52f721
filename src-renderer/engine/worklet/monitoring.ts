import { ProgrammeMeter } from '../../../src-shared/dsp/programme-meter.ts';
import { MIX_BLOCK, type MixMeters } from '../../../src-shared/mixing/types.ts';
import type { ToWorklet, WorkletReport } from '../protocol.ts';
import { Comparison } from './comparison.ts';
import { MeterSums } from './meter-sums.ts';
import { Trim } from './trim.ts';

type MonitorMessage = Extract<ToWorklet, { type: 'trim' | 'restart-programme' | 'monitor' }>;

type Readings = Pick<
  WorkletReport,
  'peak' | 'meanSquare' | 'gainReductionDb' | 'matchDb' | 'mixLufs' | 'programme' | 'differencePeak'
>;

/** What follows the mix: it is measured, compared with the original, and turned down for listening. */
export class Monitoring {
  readonly #comparison: Comparison;
  readonly #trim: Trim;
  readonly #programme: ProgrammeMeter;
  readonly #meters = new MeterSums();
  readonly #silence = new Float32Array(MIX_BLOCK);
  #channels: 1 | 2 = 2;

  constructor(sampleRate: number) {
    this.#comparison = new Comparison(sampleRate);
    this.#trim = new Trim(sampleRate);
    this.#programme = new ProgrammeMeter(sampleRate);
  }

  receive(message: MonitorMessage): void {
    switch (message.type) {
      case 'trim':
        return this.#trim.set(message.db);
      case 'restart-programme':
        return this.#programme.restart();
      case 'monitor':
        return this.#comparison.set(message.monitor, message.match);
    }
  }

  /** The channel count of the exported mix. */
  setChannels(channels: 1 | 2): void {
    this.#channels = channels;
    this.#comparison.setChannels(channels);
  }

  /** After a seek. */
  restart(): void {
    this.#comparison.restart();
  }

  /** In place. `original`: the recording's block, where it can be compared. */
  process(
    left: Float32Array,
    right: Float32Array,
    meters: MixMeters,
    original: readonly Float32Array[] | null,
  ): void {
    this.#meters.add(meters);
    // A mono mix is exported as one channel, and measured like it.
    this.#programme.push(left, this.#channels === 1 ? this.#silence : right);
    this.#comparison.process(left, right, original);
    this.#trim.process(left, right);
  }

  /** What was measured since the last call. */
  take(): Readings {
    const { peak, meanSquare, gainReductionDb } = this.#meters.take();
    return {
      ...{ peak, meanSquare, gainReductionDb },
      matchDb: this.#comparison.matchDb,
      mixLufs: this.#comparison.mixLufs,
      programme: this.#programme.reading(),
      differencePeak: this.#comparison.takeDifference(),
    };
  }
}
