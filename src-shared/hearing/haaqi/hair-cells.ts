import type { Filtered } from './gammatone.ts';
import type { BandLoss } from './loss.ts';
import { MODEL_RATE } from './prepare.ts';

const LEAST = 1e-30;
const TOP_DB = 100;

/**
 * The bandwidth that a level of the control signal gives: least up to 50 dB SPL, greatest from 100 dB SPL, linear in dB
 * between.
 * @param controlRms of the control path's envelope
 * @param levelOfOne dB SPL of an RMS of 1
 */
export function bandwidthAt(least: number, greatest: number, controlRms: number, levelOfOne: number): number {
  const level = 20 * Math.log10(controlRms) + levelOfOne;
  return least + Math.min(1, Math.max(0, (level - 50) / 50)) * (greatest - least);
}

/** Gain in dB of the outer hair cells at a level of the control signal in dB SPL. */
export function outerGainDb({ outerDb, kneeDb, ratio }: BandLoss, level: number): number {
  return -outerDb - (Math.min(TOP_DB, Math.max(kneeDb, level)) - kneeDb) * (1 - 1 / ratio);
}

/** 1st-order Butterworth low-pass at 800 Hz, which smooths the gain. */
const SMOOTHING = (() => {
  const k = Math.tan((Math.PI * 800) / MODEL_RATE);
  return { b: k / (1 + k), a: (1 - k) / (1 + k) };
})();

/** Compresses a band in place, as the outer hair cells do under the control envelope. */
export function compress(
  { envelope, motion }: Filtered,
  control: Float64Array,
  loss: BandLoss,
  levelOfOne: number,
): void {
  const { a, b } = SMOOTHING;
  const slope = 1 - 1 / loss.ratio;
  const { kneeDb } = loss;
  let before = 0;
  let smoothed = 0;
  for (let n = 0; n < envelope.length; n += 1) {
    const level = levelOfOne + 20 * Math.log10(Math.max(LEAST, control[n]!));
    const clamped = level < kneeDb ? kneeDb : level > TOP_DB ? TOP_DB : level;
    const gain = 10 ** ((-loss.outerDb - (clamped - kneeDb) * slope) / 20);
    smoothed = a * smoothed + b * (gain + before);
    before = gain;
    envelope[n] = envelope[n]! * smoothed;
    motion[n] = motion[n]! * smoothed;
  }
}

/** Envelope to dB above threshold (not below 0), the motion scaled alike, in place. */
export function toSensationLevel({ envelope, motion }: Filtered, innerDb: number, levelOfOne: number): void {
  for (let n = 0; n < envelope.length; n += 1) {
    const linear = envelope[n]! + LEAST;
    const level = Math.max(0, levelOfOne - innerDb + 20 * Math.log10(linear));
    envelope[n] = level;
    motion[n] = (motion[n]! * (level + LEAST)) / linear;
  }
}

/**
 * Adaptation of the inner hair cells, in place: an onset of twice the steady rate that decays with 2 ms and 60 ms, as a
 * circuit of two resistor-capacitor pairs (Kates 1991, after Harris and Dallos 1979), solved by backward differences.
 */
export function adapt({ envelope, motion }: Filtered): void {
  const { r1, r2, r12c1, r23c2, a11, a12, a21, a22, scale } = ADAPTATION;
  let v1 = 0;
  let v2 = 0;
  for (let n = 0; n < envelope.length; n += 1) {
    const v0 = envelope[n]!;
    const b1 = v0 * r2 + r12c1 * v1;
    const b2 = r23c2 * v2;
    v1 = scale * (a22 * b1 - a12 * b2);
    v2 = scale * (a11 * b2 - a21 * b1);
    const out = Math.max(0, (v0 - v1) / r1);
    envelope[n] = out;
    motion[n] = (motion[n]! * (out + LEAST)) / (v0 + LEAST);
  }
}

const ADAPTATION = (() => {
  const overshoot = 2;
  const [fast, slow] = [0.002, 0.06];
  const r1 = 1 / overshoot;
  const r2 = (1 - r1) / 2;
  const r3 = r2;
  const c1 = (fast * (r1 + r2)) / (r1 * r2);
  const c2 = slow / ((r1 + r2) * r3);
  const r12c1 = r1 * r2 * c1 * MODEL_RATE;
  const r23c2 = r2 * r3 * c2 * MODEL_RATE;
  const a11 = r1 + r2 + r12c1;
  const a22 = r2 + r3 + r23c2;
  const [a12, a21] = [-r1, -r3];
  return { r1, r2, r12c1, r23c2, a11, a12, a21, a22, scale: 1 / (a11 * a22 - a12 * a21) };
})();

/** Mean level of a band in dB above threshold, from the RMS of its envelope and of the control envelope. */
export function averageSensationLevel(
  envelopeRms: number,
  controlRms: number,
  loss: BandLoss,
  levelOfOne: number,
): number {
  const level = levelOfOne + 20 * Math.log10(Math.max(LEAST, envelopeRms));
  const control = levelOfOne + 20 * Math.log10(Math.max(LEAST, controlRms));
  return Math.max(0, level + outerGainDb(loss, control) - loss.innerDb);
}
