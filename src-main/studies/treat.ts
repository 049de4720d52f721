import { EARS, type Ear } from '../../src-shared/hearing/audiogram.ts';
import { createEar, type Prescription } from '../../src-shared/hearing/fitting.ts';
import { LoudnessMeter } from '../../src-shared/dsp/loudness.ts';
import { fittingFrames } from '../../src-shared/mixing/fitting.ts';
import type { EarTreatment } from '../../src-shared/project/fitting.ts';
import type { Sound } from './sound.ts';

/** A sound at a listener's two ears, planar: left, right. */
export type PerEar<T> = Readonly<Record<Ear, T>>;

/** Both ears of a sound; one channel reaches both. */
export const earsOf = ({ channels }: Sound): PerEar<Float32Array> => {
  const left = channels[0] ?? new Float32Array(0);
  return { left, right: channels[1] ?? left };
};

export const perEar = <T>(valueOf: (ear: Ear) => T): PerEar<T> => {
  const [left, right] = EARS;
  return { left: valueOf(left), right: valueOf(right) };
};

/** The ears after the fitting alone, without its delay. */
export const fit = (ears: PerEar<Float32Array>, treatment: EarTreatment | null, sampleRate: number) =>
  through(ears, treatment, { rule: treatment?.rule ?? 'none', loss: 'none' }, sampleRate);

/** The ears through the simulated loss alone, without its delay. */
export const lose = (ears: PerEar<Float32Array>, treatment: EarTreatment | null, sampleRate: number) =>
  through(ears, treatment, { rule: 'none', loss: treatment?.loss ?? 'none' }, sampleRate);

/** The processing begins with the sound, as that of a hearing aid that is switched on. */
function through(
  ears: PerEar<Float32Array>,
  treatment: EarTreatment | null,
  stage: Pick<Prescription, 'rule' | 'loss'>,
  sampleRate: number,
): PerEar<Float32Array> {
  if (treatment === null || (stage.rule === 'none' && stage.loss === 'none')) return ears;
  const { fullScaleDbSpl, hearing } = treatment;
  const delay = fittingFrames(sampleRate, stage);
  return perEar((ear) => {
    const samples = new Float64Array(ears[ear].length + delay);
    samples.set(ears[ear]);
    createEar({ ...stage, fullScaleDbSpl }, hearing[ear], sampleRate, delay).process(samples);
    return Float32Array.from(samples.subarray(delay));
  });
}

/** Integrated loudness of one ear (ITU-R BS.1770, one channel) in LUFS; null for silence. */
export function earLufs(samples: Float32Array, sampleRate: number): number | null {
  const meter = new LoudnessMeter(sampleRate, 1);
  meter.push([samples]);
  return meter.result().integratedLufs;
}
