import { Failure } from '../../src-shared/contract/failure.ts';
import { bssEval, windowStarts, type BssFigures as Exact } from '../../src-shared/dsp/bss-eval/bss-eval.ts';
import { EARS, type Ear, type NamedHearing } from '../../src-shared/hearing/audiogram.ts';
import { haaqi, levelOfOne } from '../../src-shared/hearing/haaqi/haaqi.ts';
import type { PcmReader } from '../audio/read/pcm.ts';
import type { Opened, Pair } from './compare.ts';
import { boundedDb } from './figures.ts';

/** In dB; null without a figure. */
export interface BssFigures {
  readonly sdr: number | null;
  readonly isr: number | null;
  readonly sir: number | null;
  readonly sar: number | null;
}

export interface BssStem {
  readonly name: string;
  readonly median: BssFigures;
  readonly windows: readonly { readonly fromS: number; readonly toS: number; readonly figures: BssFigures }[];
}

export interface HaaqiFigure {
  readonly stem: string;
  readonly listener: string;
  readonly ear: Ear;
  /** 0 to 1. */
  readonly score: number;
}

/** Beyond this BSSEval would need more memory than most machines have: 512 rows per channel, squared. */
const MOST_CHANNELS = 16;

/** BSSEval v4 in windows of one second. @throws Failure `call/invalid` for too many channels */
export async function measureBss(
  { references, pairs }: Opened,
  progress: (done: number) => void,
): Promise<BssStem[]> {
  const paired = new Set(pairs.map(({ reference }) => reference));
  const ordered = [...paired, ...references.filter((reference) => !paired.has(reference))];
  const channels = ordered.reduce((sum, reader) => sum + reader.channels, 0);
  if (channels > MOST_CHANNELS) {
    throw new Failure(
      'call/invalid',
      `BSSEval takes references of up to ${MOST_CHANNELS} channels together, not ${channels}`,
    );
  }
  const sampleRate = ordered[0]?.sampleRate ?? 0;
  const signals: Float64Array[][] = [];
  for (const reader of ordered) signals.push(await wholeOf(reader));
  const estimates: Float64Array[][] = [];
  for (const { estimate } of pairs) estimates.push(await wholeOf(estimate));
  const shape = { windowSamples: sampleRate, hopSamples: sampleRate };
  const starts = windowStarts(ordered[0]?.frames ?? 0, sampleRate, sampleRate);
  const sources = bssEval({ references: signals, estimates, ...shape, progress });
  return sources.map(({ windows, median }, j) => ({
    name: pairs[j]?.name ?? '',
    median: bounded(median),
    windows: windows.map((figures, n) => ({
      fromS: (starts[n] ?? 0) / sampleRate,
      toS: (starts[n] ?? 0) / sampleRate + 1,
      figures: bounded(figures),
    })),
  }));
}

function bounded(figures: Exact | null): BssFigures {
  const db = (value: number | undefined): number | null => (value === undefined ? null : boundedDb(value));
  return {
    sdr: db(figures?.sdr),
    isr: db(figures?.isr),
    sir: db(figures?.sir),
    sar: db(figures?.sar),
  };
}

/**
 * HAAQI of each stem for each listener and ear: the left channel for the left ear, the right one for the right; a mono
 * stem for both. Both signals are heard as they are, the reference at 65 dB SPL. A silent reference has no score.
 */
export async function measureHaaqi(
  pairs: readonly Pair[],
  listeners: readonly NamedHearing[],
  progress: (done: number) => void,
): Promise<HaaqiFigure[]> {
  const found: HaaqiFigure[] = [];
  for (const [index, { name, reference, estimate }] of pairs.entries()) {
    if (listeners.length === 0) break;
    const [references, estimates] = [await wholeOf(reference), await wholeOf(estimate)];
    for (const [n, listener] of listeners.entries()) {
      for (const ear of EARS) {
        progress((index + n / listeners.length) / pairs.length);
        const own = (channels: readonly Float64Array[]): Float64Array =>
          (ear === 'left' ? channels[0] : channels.at(-1)) ?? new Float64Array(0);
        if (own(references).every((sample) => sample === 0)) continue;
        const { score } = haaqi({
          reference: own(references),
          processed: own(estimates),
          sampleRate: reference.sampleRate,
          audiogram: listener.hearing[ear],
          amplifyReference: false,
          levelOfOne: levelOfOne(own(references)),
        });
        found.push({ stem: name, listener: listener.name, ear, score });
      }
    }
  }
  return found;
}

async function wholeOf(reader: PcmReader): Promise<Float64Array[]> {
  const blocks = await reader.read(0, reader.frames);
  return blocks.map((channel) => Float64Array.from(channel));
}
