import { describe, expect, it } from 'vitest';
import { frontEndOf } from '../../../../src-main/audio/frontend.ts';
import { Passage } from '../../../../src-main/audio/read/passage.ts';
import { normalised, PARTS } from '../../../../src-main/separation/spatial.ts';
import { emptyBlock, StemSynthesis } from '../../../../src-main/separation/synthesis.ts';
import { framingOf } from '../../../../src-shared/dsp/stft.ts';
import { StemFrames } from '../../../../src-main/separation/stem-frames.ts';
import { readerOf } from '../../../support/music.ts';
import { ReferenceSynthesis } from '../../../support/reference/synthesis.ts';
import { noise } from '../../../support/signals.ts';
import { frontend } from './frontend-spec.ts';

const BINS = 1025;
const STEMS = 3;
const MODEL = { sampleRate: 22_050, frontend };

const share = (seed: number): number => Math.abs(noise(1, seed)[0]!);

function* masksOf(frame: number) {
  for (let stem = 0; stem < STEMS; stem += 1) {
    const seed = 100 * frame + stem;
    // A silent mask, and masks that sum to more and to less than one.
    const level = stem === 2 && frame % 3 === 0 ? 0 : 0.5;
    yield {
      mask: noise(BINS, seed).map((value) => level * Math.abs(value)),
      beyond: level * share(seed + 50),
    };
  }
}

const placesOf = (frame: number) =>
  normalised(
    Array.from({ length: STEMS + 1 }, (_, source) => {
      const values = Float64Array.from(noise(BINS * PARTS, 7 * frame + source));
      for (let at = 0; at < values.length; at += PARTS) {
        const [re, im] = [values[at + 2]!, values[at + 3]!];
        values[at] = 0.1 + Math.hypot(re, im) * (1 + share(at));
        values[at + 1] = 0.1 + Math.hypot(re, im);
      }
      return values;
    }),
  );

interface Case {
  readonly rate: number;
  readonly channels: number;
  readonly bits: number | null;
  readonly position: number;
  readonly amplitude?: number;
  readonly length?: number;
}

/** Everything from `position` on, by the kernels and by the reference. */
async function both({ rate, channels, bits, position, amplitude = 0.4, ...rest }: Case) {
  const length = rest.length ?? Math.round(0.9 * rate) + 1;
  const step = bits === null ? 0 : 2 ** (bits - 1);
  const recording = Array.from({ length: channels }, (_, channel) =>
    noise(length, channel + 1, amplitude).map((value) =>
      step === 0 ? value : Math.round(value * step) / step,
    ),
  );
  const passage = new Passage(readerOf(recording, rate), 0, length);
  const frontEnd = frontEndOf(MODEL, rate);
  const synthesis = new StemSynthesis(passage, frontEnd, { stems: STEMS, bins: BINS }, bits, position);
  const reference = new ReferenceSynthesis(passage, frontEnd, STEMS, bits, position);
  const [found, expected] = [0, 1].map(() => emptyBlock(STEMS, channels, length - position)) as [
    ReturnType<typeof emptyBlock>,
    ReturnType<typeof emptyBlock>,
  ];
  for (let at = 0; at < length - position;) {
    const frame = reference.nextFrame;
    expect(synthesis.nextFrame).toBe(frame);
    const masks = [...masksOf(frame)];
    for (const [stem, { mask, beyond }] of masks.entries()) {
      synthesis.masks[stem]!.mask.set(mask);
      synthesis.masks[stem]!.beyond = beyond;
    }
    // Without places, the masks alone count.
    const places = channels === 2 && frame % 4 !== 1 ? placesOf(frame) : null;
    for (const [source, values] of (places ?? []).entries()) synthesis.places[source]!.set(values);
    const count = await reference.push(masks, places, expected, at);
    expect(await synthesis.push(places !== null, found, at)).toBe(count);
    at += count;
    expect(synthesis.position).toBe(position + at);
  }
  return { found, expected };
}

describe('StemSynthesis', () => {
  it.each<Case>([
    { rate: 44_100, channels: 2, bits: 16, position: 0 },
    { rate: 44_100, channels: 2, bits: null, position: 5001 },
    { rate: 44_100, channels: 1, bits: 24, position: 0 },
    { rate: 44_100, channels: 3, bits: 8, position: 0 },
    { rate: 48_000, channels: 2, bits: 16, position: 12_345 },
    { rate: 96_000, channels: 2, bits: 24, position: 0 },
    // A window of 17 833 samples: an odd number.
    { rate: 192_000, channels: 2, bits: 16, position: 77_777 },
    // A window of 743 samples.
    { rate: 8000, channels: 2, bits: 16, position: 0 },
    { rate: 22_050, channels: 1, bits: null, position: 0 },
    // Shorter than a window, and one sample.
    { rate: 44_100, channels: 2, bits: 16, position: 0, length: 1001 },
    { rate: 44_100, channels: 1, bits: 16, position: 0, length: 1 },
  ])('gives bit for bit what the same steps in TypeScript give: %o', async (options) => {
    const { found, expected } = await both(options);
    expect(found).toEqual(expected);
  });

  it('moves what the rest can’t hold into the stems, as the steps in TypeScript do', async () => {
    const { found, expected } = await both({
      rate: 22_050,
      channels: 2,
      bits: 16,
      position: 0,
      amplitude: 3,
    });
    expect(found).toEqual(expected);
    const rest = found.at(-1)!.flatMap((channel) => [...channel]);
    expect(rest.reduce((most, value) => Math.max(most, Math.abs(value)), 0)).toBe(2);
  });
});

describe('StemFrames', () => {
  it('rounds to the grid as Math.round does: halves go up, and nothing just below a half does', () => {
    const framing = framingOf({ windowLength: 64, hop: 64, window: new Float64Array(64).fill(1) });
    const count = framing.fftSize / 2 + 1;
    const map = {
      octave: { from: 0, to: 1 },
      below: new Int32Array(count),
      fraction: new Float64Array(count),
      above: new Float64Array(count),
    };
    const frames = new StemFrames({ framing, map, bins: 2, stems: 1, channels: 1 });
    const scale = 128;
    const values = [0, 0.5, -0.5, 1.5, -1.5, 0.49999999999999994, -0.49999999999999994, 2.5, 126.5, -127.5];
    const inGrid = values.map((value) => value / scale);
    // One frame of weight 1: its sums are the values.
    frames.add(0);
    frames.sums[0]![0]!.set(inGrid);
    frames.samples[0]!.fill(0);
    frames.split(0, 0, values.length, scale);
    const stem = [...frames.block[0]![0]!.subarray(0, values.length)];
    expect(stem).toEqual(values.map((value) => Math.round(value) / scale + 0));
    expect([...frames.block[1]![0]!.subarray(0, values.length)]).toEqual(stem.map((value) => 0 - value));
  });
});
