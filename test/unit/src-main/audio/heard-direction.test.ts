import { describe, expect, it } from 'vitest';
import { heardDirection } from '../../../../src-main/audio/heard-direction.ts';
import { Passage } from '../../../../src-main/audio/read/passage.ts';
import type { PcmReader } from '../../../../src-main/audio/read/pcm.ts';
import { noise } from './helpers.ts';

/** Longer than what is read at a time. */
const FRAMES = 50_000;
const source = noise(FRAMES, 5, null, 0.5);
const other = noise(FRAMES, 9, null, 0.5);

function passage(channels: readonly Float32Array[]): Passage {
  const reader: PcmReader = {
    sampleRate: 44_100,
    channels: channels.length,
    frames: FRAMES,
    sampleFormat: 'f32',
    read: (from, count) => Promise.resolve(channels.map((samples) => samples.slice(from, from + count))),
    close: () => Promise.resolve(),
  };
  return new Passage(reader, 0, FRAMES);
}

const times = (samples: Float32Array, gain: number): Float32Array => samples.map((value) => gain * value);

describe('the direction that a model of one channel hears', () => {
  it.each([
    ['mono', [source]],
    ['equal channels', [source, source]],
    ['one channel alone', [source, new Float32Array(FRAMES)]],
    ['independent channels', [source, other]],
    ['in phase, uneven', [source, times(source, 0.2)]],
    ['silence', [new Float32Array(FRAMES), new Float32Array(FRAMES)]],
  ])('is the mean: %s', async (_, channels) => {
    expect(await heardDirection(passage(channels))).toEqual({
      weights: channels.map(() => 1 / channels.length),
      isMean: true,
    });
  });

  it.each([
    ['even', 1],
    ['uneven', 0.5],
    ['mostly on the right', 3],
  ])('is along opposite phases, at the scale of the mean: %s', async (_, gain) => {
    const { weights, isMean } = await heardDirection(passage([source, times(source, -gain)]));
    expect(isMean).toBe(false);
    // The eigenvector of [[1, -g], [-g, g^2]] is (1, -g), of length 1/sqrt(2) here.
    const length = Math.hypot(1, gain);
    expect(weights[0]).toBeCloseTo(Math.SQRT1_2 / length, 6);
    expect(weights[1]).toBeCloseTo((-gain * Math.SQRT1_2) / length, 6);
  });
});
