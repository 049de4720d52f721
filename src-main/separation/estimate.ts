import type { SeparationNote } from '../../src-shared/contract/separation-note.ts';
import type { Effort } from '../../src-shared/contract/separation.ts';
import type { Ensemble } from '../../src-shared/project/players.ts';
import { planStems } from './stem-plan.ts';
import type { ModelClasses, StemPlan } from './stem-plan.ts';

export interface EstimateInput {
  /** Length of the passage in samples. */
  readonly frames: number;
  readonly sampleRate: number;
  readonly channels: number;
  readonly players: Ensemble;
  readonly model: ModelClasses & { readonly bytes: number };
  /** As measured on this machine by an earlier separation or a probe. */
  readonly secondsPerAudioSecond: number;
}

export interface Estimate {
  readonly seconds: number;
  readonly diskBytes: number;
  readonly memoryBytes: number;
  readonly notes: readonly SeparationNote[];
}

/**
 * Measured: Node with the runtime and a loaded model, and the addition per stem and channel of one window.
 */
const BASE_BYTES = 260e6;
const START_SECONDS = 1.5;

/** Seconds of work per second of audio, as a share of those of `best`; measured on 30 s of stereo with four players. */
export const WORK: Readonly<Record<Effort, number>> = { fast: 0.84, best: 1 };

/** Seconds of work for hearing the notes first, as a share of those of a separation with `best`. */
export const HEARING_WORK = 1;

/** The disk space for the stems and the rest, stored as 32-bit float. */
export const stemsBytes = (plan: StemPlan, frames: number, channels: number): number =>
  (plan.stems.length + 1) * (frames * channels * 4 + 4096);

/**
 * Estimates what a separation needs. Memory does not depend on the length; time and disk space grow with it.
 * @throws Failure `players/none`
 */
export function estimateSeparation(input: EstimateInput): Estimate {
  const { frames, sampleRate, channels, model } = input;
  const plan = planStems(input.players, model);
  const files = plan.stems.length + 1;
  const windowBytes = (sampleRate / 44_100) * 4096 * 8 * 12;
  return {
    seconds: START_SECONDS + (frames / sampleRate) * input.secondsPerAudioSecond,
    diskBytes: stemsBytes(plan, frames, channels),
    memoryBytes: Math.round(BASE_BYTES + 4 * model.bytes + files * channels * windowBytes),
    notes: plan.notes,
  };
}
