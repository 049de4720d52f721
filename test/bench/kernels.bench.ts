/**
 * The kernels in WebAssembly beside the same steps in TypeScript: processor time of the one over that of the other, and what
 * the kernels cost in milliseconds an audio second of a separation with two channels and four players.
 */
import { frontEndOf } from '../../src-main/audio/frontend.ts';
import { Passage } from '../../src-main/audio/read/passage.ts';
import { KernelMemory } from '../../src-main/kernels/kernels.ts';
import { RealTransform } from '../../src-main/kernels/real-transform.ts';
import { PartialsFit } from '../../src-main/separation/partials/fit.ts';
import { Follower } from '../../src-main/separation/partials/follow.ts';
import { HeardCovariances } from '../../src-main/separation/heard-covariances.ts';
import type { AlignedPiece } from '../../src-main/separation/join.ts';
import { maskMapOf } from '../../src-main/separation/mask-map.ts';
import { normalised, PARTS } from '../../src-main/separation/spatial.ts';
import type { Covariances } from '../../src-main/separation/spatial.ts';
import { StemFrames } from '../../src-main/separation/stem-frames.ts';
import { emptyBlock, StemSynthesis } from '../../src-main/separation/synthesis.ts';
import { RealFft } from '../../src-shared/dsp/fft.ts';
import { readerOf } from '../support/music.ts';
import { covariancesOf } from '../support/reference/covariances.ts';
import { expandMask, filterFrame } from '../support/reference/filter-frame.ts';
import { ReferenceFit } from '../support/reference/partials/fit.ts';
import { followNote } from '../support/reference/partials/follow.ts';
import { ReferenceSynthesis } from '../support/reference/synthesis.ts';
import { noise } from '../support/signals.ts';
import type { BenchResult } from './run.ts';

const BINS = 1025;
const STEMS = 4;
const HOP_SECONDS = 1024 / 22_050;
const MODEL = { sampleRate: 22_050, frontend: { size: 2048, hop: 1024 } };
const ROUNDS = 7;

interface Pair {
  readonly name: string;
  readonly reference: () => void | Promise<void>;
  readonly kernel: () => void | Promise<void>;
  /** Calls in a second of audio. */
  readonly perSecond: number;
  /** Calls in one measurement. */
  readonly calls: number;
}

async function cpuMs(run: () => void | Promise<void>, calls: number): Promise<number> {
  const start = process.cpuUsage();
  for (let n = 0; n < calls; n += 1) await run();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000 / calls;
}

/** The best of some rounds each, in turn, so that both meet the same machine. */
async function measured({ reference, kernel, calls }: Pair): Promise<readonly [number, number]> {
  let [slow, fast] = [Infinity, Infinity];
  for (let round = 0; round < ROUNDS; round += 1) {
    slow = Math.min(slow, await cpuMs(reference, calls));
    fast = Math.min(fast, await cpuMs(kernel, calls));
  }
  return [slow, fast];
}

/** One forward and one inverse transform, as often as a frame takes them: two channels are analysed twice. */
function transforms(rate: number): Pair {
  const { fftSize } = frontEndOf(MODEL, rate).framing;
  const signal = Float64Array.from(noise(fftSize, 1));
  const fft = new RealFft(fftSize);
  const spectrum = fft.createSpectrum();
  const memory = new KernelMemory();
  const kernel = new RealTransform(memory, fftSize);
  const at = memory.reserve(8 * (fftSize + 2));
  const input = memory.float64(kernel.input, fftSize);
  const time = new Float64Array(fftSize);
  return {
    name: 'transforms',
    reference() {
      for (let n = 0; n < 4; n += 1) fft.forward(signal, spectrum);
      for (let n = 0; n < 2 * STEMS; n += 1) fft.inverse(spectrum, time);
    },
    kernel() {
      for (let n = 0; n < 4; n += 1) {
        input.set(signal);
        kernel.forward(at);
      }
      for (let n = 0; n < 2 * STEMS; n += 1) kernel.inverse(at);
    },
    perSecond: 1 / HOP_SECONDS,
    calls: 40,
  };
}

const masks = Array.from({ length: STEMS }, (_, stem) =>
  noise(BINS, stem).map((value) => Math.abs(value) / STEMS),
);

const places: Covariances = normalised(
  Array.from({ length: STEMS + 1 }, (_, source) =>
    Float64Array.from({ length: BINS * PARTS }, (__, at) => (at % PARTS < 2 ? 1 + ((at + source) % 5) : 0.5)),
  ),
);

function filter(rate: number): Pair {
  const frontEnd = frontEndOf(MODEL, rate);
  const map = maskMapOf(frontEnd, rate);
  const count = map.below.length;
  const frames = new StemFrames({ framing: frontEnd.framing, map, bins: BINS, stems: STEMS, channels: 2 });
  for (const [stem, mask] of masks.entries()) frames.masks[stem]!.mask.set(mask);
  for (const [source, values] of places.entries()) frames.places[source]!.set(values);
  const spectra = [0, 1].map((seed) => Float64Array.from(noise(2 * count, seed))) as [
    Float64Array,
    Float64Array,
  ];
  for (const [channel, values] of spectra.entries()) frames.spectra[channel]!.set(values);
  const weights = masks.map(() => new Float64Array(count));
  const out = masks.map(() => [new Float64Array(2 * count), new Float64Array(2 * count)] as const);
  return {
    name: 'masks and the spatial filter',
    reference() {
      for (const [stem, mask] of masks.entries()) expandMask(map, mask, 0, weights[stem]!);
      filterFrame(map, weights, places, spectra, out);
    },
    kernel: () => frames.separate(true),
    perSecond: 1 / HOP_SECONDS,
    calls: 40,
  };
}

/** A second of audio from samples to samples: analysis, filter, synthesis, rounding and the rest. */
function stems(rate: number): Pair {
  const samples = [1, 2].map((seed) => noise(2 * rate, seed, 0.3));
  const passage = new Passage(readerOf(samples, rate), 0, 2 * rate);
  const frontEnd = frontEndOf(MODEL, rate);
  const room = emptyBlock(STEMS, 2, frontEnd.synthesis.windowLength);
  const frameMasks = masks.map((mask) => ({ mask, beyond: 0.1 }));
  return {
    name: 'stems, from samples to samples',
    async reference() {
      const synthesis = new ReferenceSynthesis(passage, frontEnd, STEMS, 16, rate / 2);
      while (synthesis.position < 1.5 * rate) await synthesis.push(frameMasks, places, room, 0);
    },
    async kernel() {
      const synthesis = new StemSynthesis(passage, frontEnd, { stems: STEMS, bins: BINS }, 16, rate / 2);
      for (const [stem, mask] of masks.entries()) synthesis.masks[stem]!.mask.set(mask);
      for (const [source, values] of places.entries()) synthesis.places[source]!.set(values);
      while (synthesis.position < 1.5 * rate) await synthesis.push(true, room, 0);
    },
    perSecond: 1,
    calls: 2,
  };
}

/** Half a piece is learnt from twice, because consecutive pieces overlap by half. */
function covariances(): Pair {
  const length = 2 * Math.round(1 / HOP_SECONDS);
  const slots = masks.map((_, stem) => [stem]);
  const current: AlignedPiece = {
    piece: { index: 0, dataStart: 0, from: 0, to: length },
    masks: {
      data: noise(STEMS * BINS * length, 5).map((value) => Math.max(0, value) ** 8),
      ...{ slots: STEMS, bins: BINS, length, undeclared: null },
    },
    order: slots.map(([slot]) => slot!),
  };
  const pair = noise(BINS * PARTS, 6);
  const heard = new HeardCovariances(slots, BINS);
  return {
    name: 'covariances',
    reference: () => void covariancesOf(current, slots, length, () => pair),
    kernel: () => void heard.of(current, length, () => pair),
    perSecond: 1,
    calls: 2,
  };
}

const BIN_HZ = MODEL.sampleRate / MODEL.frontend.size;

/** Four players sound two notes a second each; half a piece is followed twice. */
function followed(): Pair {
  const frames = 10;
  const magnitudes = Array.from({ length: frames }, (_, frame) => noise(BINS, frame).map(Math.abs));
  const shares = noise(frames * BINS, 7).map(Math.abs);
  const data = Float64Array.from(shares, (share, at) =>
    Math.sqrt(share * magnitudes[Math.floor(at / BINS)]![at % BINS]!),
  );
  const follower = new Follower(BINS, BIN_HZ, frames);
  return {
    name: 'a note’s fundamental',
    reference: () => void followNote({ data, frames, bins: BINS }, 60, BIN_HZ),
    kernel: () => void follower.follow({ magnitudes, shares, start: 0 }, 60),
    perSecond: 16,
    calls: 5,
  };
}

/** Of four players, who all sound a note. */
function fitted(): Pair {
  const slots = STEMS + 1;
  const shares = { data: noise(slots * BINS, 8).map(Math.abs), start: 0, stride: BINS };
  const magnitude = noise(BINS, 9).map(Math.abs);
  const residual = new Float64Array(slots).fill(0.3);
  const run = (fit: PartialsFit | ReferenceFit): void => {
    fit.begin();
    for (const [slot, hertz] of [130, 196, 262, 523].entries()) fit.add(slot, hertz, 0.004);
    fit.sharpen(shares, magnitude, residual);
  };
  const fit = new PartialsFit(slots, BINS, BIN_HZ, STEMS);
  const reference = new ReferenceFit(slots, BINS, BIN_HZ);
  return {
    name: 'the fit of partials',
    reference: () => run(reference),
    kernel: () => run(fit),
    perSecond: 2 / HOP_SECONDS,
    calls: 40,
  };
}

/** A loop that takes longer than its steps in TypeScript would not be worth its place; idle machines show 2 and more. */
const WORTH = { atLeast: 1.2 };

export const bench = {
  name: 'kernels',
  async run(): Promise<BenchResult> {
    const ratios: Record<string, number> = {};
    const limits: Record<string, { readonly atLeast: number }> = {};
    const pairs = [44_100, 96_000].flatMap((rate) =>
      [transforms(rate), filter(rate), stems(rate)].map((pair) => ({
        ...pair,
        name: `${rate} Hz, ${pair.name}`,
      })),
    );
    for (const pair of [...pairs, covariances(), followed(), fitted()]) {
      const [slow, fast] = await measured(pair);
      const row = `${pair.name}: TypeScript time / kernel time`;
      ratios[row] = slow / fast;
      limits[row] = WORTH;
      ratios[`${pair.name}: kernel, CPU ms an audio second`] = fast * pair.perSecond;
    }
    return { ratios, limits };
  },
};
