import { correlationsOf, Projector, type Channels } from './projection.ts';

/** Figures in dB of one window of one source. +Infinity where nothing disturbs. */
export interface BssFigures {
  readonly sdr: number;
  readonly isr: number;
  readonly sir: number;
  readonly sar: number;
}

export interface BssSource {
  /** Null where a reference or an estimate is silent. */
  readonly windows: readonly (BssFigures | null)[];
  /** Medians over the windows that have figures; null if none has. */
  readonly median: BssFigures | null;
}

export interface BssRequest {
  /** All sources of the mixture, each with its channels, all of one length; first those that have an estimate. */
  readonly references: readonly Channels[];
  readonly estimates: readonly Channels[];
  /** Length of a window and distance of two, in samples. What follows the last whole window is left out. */
  readonly windowSamples: number;
  readonly hopSamples: number;
  readonly progress?: (done: number) => void;
}

/**
 * BSSEval version 4 (F.-R. Stöter, A. Liutkus and N. Ito, "The 2018 signal separation evaluation campaign", LVA/ICA
 * 2018), for images: an estimate is its reference plus spatial distortion, interference and artefacts.
 *
 * With P_j the projection onto reference j and P onto all references, each channel through filters of 512 taps that
 * stay the same throughout: spatial = P_j(ŝ) - s, interference = P(ŝ) - P_j(ŝ), artefacts = ŝ - P(ŝ). In each window,
 * over all channels, SDR = ‖s‖²/‖ŝ - s‖², ISR = ‖s‖²/‖spatial‖², SIR = ‖s + spatial‖²/‖interference‖², SAR =
 * ‖ŝ - artefacts‖²/‖artefacts‖², in dB. A window in which any reference or estimate is silent has no figures for any
 * source. Memory is that of the signals, and of a square matrix of 512 rows per reference channel.
 */
export function bssEval({ references, estimates, progress, ...shape }: BssRequest): BssSource[] {
  const all = references.flat();
  const channels = references[0]?.length ?? 0;
  const samples = all[0]?.length ?? 0;
  const correlations = correlationsOf(all);
  const starts = windowStarts(samples, shape.windowSamples, shape.hopSamples);
  const silent = starts.map((start) =>
    [...references, ...estimates].some((source) => isSilent(source, start, start + shape.windowSamples)),
  );
  const together = new Projector(all, correlations);
  return estimates.map((estimated, j) => {
    const reference = references[j]!;
    const alone = new Projector(reference, (a, b) => correlations(j * channels + a, j * channels + b));
    const sums = starts.map(() => new Float64Array(7));
    estimated.forEach((estimate, channel) => {
      const own = alone.project(estimate);
      const projected = together.project(estimate);
      starts.forEach((start, n) => {
        accumulate(
          sums[n]!,
          { s: reference[channel]!, estimate, own, projected },
          start,
          start + shape.windowSamples,
        );
      });
      progress?.((j + (channel + 1) / channels) / estimates.length);
    });
    const windows = sums.map((sum, n) => (silent[n] === true ? null : figuresOf(sum)));
    return { windows, median: medianOf(windows.filter((window) => window !== null)) };
  });
}

export function windowStarts(samples: number, windowSamples: number, hopSamples: number): number[] {
  const count = Math.max(0, Math.floor((samples - windowSamples + hopSamples) / hopSamples));
  return Array.from({ length: count }, (_, n) => n * hopSamples);
}

interface Parts {
  readonly s: Float64Array;
  readonly estimate: Float64Array;
  readonly own: Float64Array;
  readonly projected: Float64Array;
}

/** Σ of squares: reference, error, spatial, reference with spatial, interference, estimate without artefacts, artefacts. */
function accumulate(
  sums: Float64Array,
  { s, estimate, own, projected }: Parts,
  from: number,
  to: number,
): void {
  for (let n = from; n < to; n += 1) {
    const [truth, guess, mine, every] = [s[n]!, estimate[n]!, own[n]!, projected[n]!];
    sums[0]! += truth * truth;
    sums[1]! += (guess - truth) ** 2;
    sums[2]! += (mine - truth) ** 2;
    sums[3]! += mine * mine;
    sums[4]! += (every - mine) ** 2;
    sums[5]! += every * every;
    sums[6]! += (guess - every) ** 2;
  }
}

function figuresOf(sums: Float64Array): BssFigures {
  const db = (signal: number, disturbance: number): number =>
    sums[disturbance] === 0 ? Infinity : 10 * Math.log10(sums[signal]! / sums[disturbance]!);
  return { sdr: db(0, 1), isr: db(0, 2), sir: db(3, 4), sar: db(5, 6) };
}

function isSilent(source: Channels, from: number, to: number): boolean {
  return source.every((channel) => {
    for (let n = from; n < to; n += 1) if (channel[n] !== 0) return false;
    return true;
  });
}

function medianOf(windows: readonly BssFigures[]): BssFigures | null {
  if (windows.length === 0) return null;
  const median = (of: (figures: BssFigures) => number): number => {
    const sorted = windows.map(of).sort((a, b) => a - b);
    const middle = sorted.length / 2;
    return sorted.length % 2 === 1
      ? sorted[Math.floor(middle)]!
      : (sorted[middle - 1]! + sorted[middle]!) / 2;
  };
  return {
    sdr: median(({ sdr }) => sdr),
    isr: median(({ isr }) => isr),
    sir: median(({ sir }) => sir),
    sar: median(({ sar }) => sar),
  };
}
