import { describe, expect, test } from 'vitest';
import { loopBackDelay, maximumLengthSequence } from '../../../../src-shared/dsp/loop-back.ts';
import { noise } from '../../../support/signals.ts';

const sequence = maximumLengthSequence();

test('the sequence has its length at zero and -1 at every other lag of its periodic autocorrelation', () => {
  const n = sequence.length;
  expect(n).toBe(8191);
  expect(new Set(sequence)).toEqual(new Set([1, -1]));
  for (const lag of [0, 1, 2, 3, 17, 100, 4095, 4096, 8190]) {
    let sum = 0;
    for (let k = 0; k < n; k += 1) sum += (sequence[k] ?? 0) * (sequence[(k + lag) % n] ?? 0);
    expect(sum).toBe(lag === 0 ? n : -1);
  }
});

describe('the delay of a loop', () => {
  const hiss = noise(24_000, 7);
  const recordingOf = (delay: number, gain: number, noiseGain: number): Float32Array =>
    Float32Array.from(
      { length: 24_000 },
      (_, k) => gain * (sequence[k - delay] ?? 0) + noiseGain * (hiss[k] ?? 0),
    );

  test.each([0, 1, 443, 5000, 11_000])('of %d samples is found to the sample', (delay) => {
    expect(loopBackDelay(recordingOf(delay, 0.05, 0), sequence, 11_025)).toBe(delay);
  });

  test('is found in noise of ten times its level, inverted too', () => {
    expect(loopBackDelay(recordingOf(1234, 0.01, 0.1), sequence, 11_025)).toBe(1234);
    expect(loopBackDelay(recordingOf(1234, -0.01, 0), sequence, 11_025)).toBe(1234);
  });

  test('is not made up where the output does not reach the input', () => {
    expect(loopBackDelay(recordingOf(0, 0, 0.1), sequence, 11_025)).toBeNull();
    expect(loopBackDelay(new Float32Array(24_000), sequence, 11_025)).toBeNull();
    const tone = Float32Array.from({ length: 24_000 }, (_, k) => Math.sin(k / 10));
    expect(loopBackDelay(tone, sequence, 11_025)).toBeNull();
  });
});
