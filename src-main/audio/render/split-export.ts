import { Failure } from '../../../src-shared/contract/failure.ts';
import type { BitDepth } from '../../../src-shared/contract/audio.ts';
import { splitAtDepth } from '../../../src-shared/dsp/quantise.ts';
import { dbToGain } from '../../../src-shared/mixing/levels.ts';
import { formatTime } from '../read/check.ts';
import { bitsOf, createDitherer } from '../write/depth.ts';
import type { Ditherer } from '../write/depth.ts';
import { countClipped, GRID_STEPS } from '../write/encode-samples.ts';
import { largest } from '../write/peaks-of.ts';
import type { PcmReader } from '../read/pcm.ts';
import { createResampler } from '../resample/resample.ts';
import type { Resampler } from '../resample/resample.ts';
import { cancelled } from '../read/source-stream.ts';

/** A stem on its way to a file; without `write` it only counts in the sum. */
export interface SplitPart {
  readonly reader: PcmReader;
  readonly write: ((block: readonly Float32Array[]) => Promise<void>) | null;
}

export interface SplitInput {
  readonly recording: PcmReader;
  /** Sample of the recording at which the stems begin. */
  readonly offset: number;
  readonly stems: readonly SplitPart[];
  readonly rest: SplitPart | null;
  /** Samples of the stems, half open. */
  readonly from: number;
  readonly to: number;
  readonly fromRate: number;
  readonly toRate: number;
  readonly bitDepth: BitDepth;
  /** Applied to everything; 0 dB keeps the samples. */
  readonly gainDb: number;
  readonly signal: AbortSignal;
  readonly progress: (done: number) => void;
}

const BLOCK_FRAMES = 1 << 15;
const HEADROOM_DB = 0.1;

/**
 * The gain in dB, in tenths, with which a peak stays below full scale.
 * @param gainDb that it has already
 */
export const gainThatFits = (peak: number, gainDb: number): number =>
  Math.floor((-20 * Math.log10(peak) - HEADROOM_DB + gainDb) * 10) / 10;

/** One of the parallel streams: read, scaled, resampled, block by block. */
interface Lane {
  readonly reader: PcmReader;
  readonly resampler: Resampler;
  readonly ditherer: Ditherer | null;
}

export interface SplitResult {
  /** Samples by which each stem exceeded the depth; the rest took them in. */
  readonly clippedStems: readonly number[];
  /** The gain below 0 dB at which nothing would clip that has to sum to the recording; null where nothing does. */
  readonly neededGainDb: number | null;
}

/**
 * Exports stems as separated. In float they are copied. At an integer depth they are rounded and the rest is
 * recomputed, so that the files sum to the recording at that depth exactly; what clips in a stem moves into
 * the rest. Without a rest nothing takes it in.
 * @throws Failure `audio/clips` where a file with a `write` would lose samples; `call/cancelled`
 */
export async function exportSplit(input: SplitInput): Promise<SplitResult> {
  const bits = bitsOf(input.bitDepth);
  const gain = dbToGain(input.gainDb);
  // In float the stored rest is exact already; at a depth the recording takes its place.
  const third = bits === null || input.rest === null ? input.rest?.reader : input.recording;
  const readers = [...input.stems.map((stem) => stem.reader), ...(third === undefined ? [] : [third])];
  const channels = input.recording.channels;
  checkChannels(readers, channels);
  const { fromRate, toRate } = input;
  const lanes = readers.map((reader, index) => ({
    reader,
    resampler: createResampler({ fromRate, toRate, channels }),
    ditherer: bits === null ? null : createDitherer(bits, channels, index),
  }));
  return run(input, lanes, bits, gain);
}

async function run(
  input: SplitInput,
  lanes: readonly Lane[],
  bits: 16 | 24 | null,
  gain: number,
): Promise<SplitResult> {
  const clipped = input.stems.map(() => 0);
  const { from, to, offset, recording } = input;
  let peak = 0;
  const clash = { samples: 0, frame: 0 };
  let given = 0;
  for (let at = from; ; at += BLOCK_FRAMES) {
    if (input.signal.aborted) throw cancelled();
    const last = at >= to;
    const count = Math.min(BLOCK_FRAMES, to - at);
    const blocks = await Promise.all(
      lanes.map(async ({ reader, resampler, ditherer }) => {
        const block = last
          ? resampler.finish()
          : resampler.process(
              scaled(await reader.read(at + (reader === recording ? offset : 0), count), gain),
            );
        ditherer?.apply(block);
        return block;
      }),
    );
    const stems = blocks.slice(0, input.stems.length);
    let rest = blocks[input.stems.length] ?? null;
    for (const block of blocks) for (const samples of block) peak = largest(samples, peak);
    if (bits !== null) {
      const steps = GRID_STEPS[bits === 16 ? 's16' : 's24'];
      let lost = 0;
      stems.forEach((block, stem) => {
        const over = block.reduce((sum, samples) => sum + countClipped(samples, steps), 0);
        clipped[stem] = (clipped[stem] ?? 0) + over;
        if (input.rest === null) lost += over;
      });
      if (rest !== null) {
        const split = splitBlock(rest, stems, bits);
        rest = split.rest;
        lost = split.clippedRest;
        peak = Math.max(peak, split.wanted);
      }
      if (lost > 0 && clash.samples === 0) clash.frame = given;
      clash.samples += lost;
    }
    if (clash.samples === 0) {
      for (const [index, stem] of input.stems.entries()) await stem.write?.(stems[index] ?? []);
      if (rest !== null) await input.rest?.write?.(rest);
    }
    given += blocks[0]?.[0]?.length ?? 0;
    input.progress(Math.min(1, (at - from) / Math.max(1, to - from)));
    if (last) break;
  }
  if (clash.samples === 0) return { clippedStems: clipped, neededGainDb: null };
  const neededGainDb = gainThatFits(peak, input.gainDb);
  const isWritten = [...input.stems, ...(input.rest === null ? [] : [input.rest])].some(
    ({ write }) => write !== null,
  );
  if (isWritten) throw clips(clash, neededGainDb, input);
  return { clippedStems: clipped, neededGainDb };
}

interface SplitBlock {
  readonly rest: Float32Array[];
  readonly clippedRest: number;
  /** Magnitude that the rest would need. */
  readonly wanted: number;
}

function splitBlock(
  recording: readonly Float32Array[],
  stems: readonly Float32Array[][],
  bits: 16 | 24,
): SplitBlock {
  let clippedRest = 0;
  let wanted = 0;
  const rest = recording.map((samples, channel) => {
    const out = new Float32Array(samples.length);
    const ofChannel = stems.map((block) => block[channel] as Float32Array);
    const before = ofChannel.map((stem) => stem.slice());
    const result = splitAtDepth(samples, ofChannel, out, bits);
    if (result.clippedRest > 0) wanted = Math.max(wanted, largestDifference(samples, before));
    clippedRest += result.clippedRest;
    return out;
  });
  return { rest, clippedRest, wanted };
}

function scaled(block: Float32Array[], gain: number): Float32Array[] {
  if (gain === 1) return block;
  return block.map((samples) => samples.map((value) => value * gain));
}

function largestDifference(recording: Float32Array, stems: readonly Float32Array[]): number {
  let peak = 0;
  for (const [index, value] of recording.entries()) {
    const rest = stems.reduce((left, stem) => left - (stem[index] as number), value);
    peak = Math.max(peak, Math.abs(rest));
  }
  return peak;
}

function checkChannels(readers: readonly PcmReader[], channels: number): void {
  if (readers.every((reader) => reader.channels === channels)) return;
  throw new Failure('project/invalid', 'The stems and the recording do not have the same number of channels');
}

function clips(found: { samples: number; frame: number }, gainDb: number, input: SplitInput): Failure {
  const at = formatTime(found.frame / input.toRate);
  const what =
    input.rest === null
      ? `a stem would clip (near ${at}) and no rest takes up what it loses`
      : `the rest would clip (near ${at}) and the stems would no longer sum to the recording`;
  return new Failure(
    'audio/clips',
    `At ${input.bitDepth} bits ${what}: export 32-bit float, or lower everything by ${-gainDb} dB`,
    { details: { clippedSamples: found.samples, gainDb, seconds: found.frame / input.toRate } },
  );
}
