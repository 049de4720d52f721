import type { WindowSums } from './window-sums.ts';

/** The inputs of the confidence estimate; `features` defines each. */
export const FEATURES = ['decisiveness', 'level', 'rest', 'steadiness', 'harmonicity'] as const;
export type FeatureName = (typeof FEATURES)[number];
export type Features = Readonly<Record<FeatureName, number>>;

const LEAST_DB = -40;
const MOST_DB = 60;
/** A stem below this level in a window, relative to the sum of all sources, counts as silent there. */
const SOUNDING_DB = -30;
/** Every stem counts as silent in a window this far below the loudest one. */
const QUIET_DB = -50;

/** 10·log10(signal / other), clamped to the bounds: the maximum if `other` is zero, the minimum if `signal` is zero. */
function decibels(signal: number, other: number): number {
  if (signal <= 0) return LEAST_DB;
  if (other <= 0) return MOST_DB;
  return Math.min(MOST_DB, Math.max(LEAST_DB, 10 * Math.log10(signal / other)));
}

const sourcesOf = (sums: WindowSums): number => sums.power.length;

/** Σ |X|² m_i m_j with each other source j; 0 for the stem itself. */
export function overlapsOf(sums: WindowSums, stem: number): number[] {
  const count = sourcesOf(sums);
  return Array.from({ length: count }, (_, j) => (j === stem ? 0 : sums.overlap[stem * count + j]!));
}

const sumOf = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * Features of one stem in one window. decisiveness: the stem's power over Σ |X|² m (1 - m) in dB, which is the expected
 * error if the mask is read as the probability that a bin belongs to the stem. level: the stem over the sum of all
 * sources, in dB. rest: the rest over the sum of all sources, in dB. steadiness: the stem's power over the
 * frame-to-frame changes of its mask, in dB. harmonicity: how close its frames are to one periodic tone; two players in
 * one stem lower it.
 */
export function features(sums: WindowSums, stem: number): Features {
  const power = sums.power[stem]!;
  return {
    decisiveness: decibels(power, sumOf(overlapsOf(sums, stem))),
    level: decibels(power, sums.mixture),
    rest: decibels(sums.power[sourcesOf(sums) - 1]!, sums.mixture),
    steadiness: decibels(power, sums.flicker[stem]!),
    harmonicity: power > 0 ? sums.harmony[stem]! / power : 0,
  };
}

/** Whether the stem sounds in each window. */
export function sounding(windows: readonly WindowSums[], stem: number): boolean[] {
  const loudest = Math.max(0, ...windows.map(({ mixture }) => mixture));
  return windows.map(
    ({ mixture, power }) =>
      mixture > loudest * 10 ** (QUIET_DB / 10) && power[stem]! > mixture * 10 ** (SOUNDING_DB / 10),
  );
}
