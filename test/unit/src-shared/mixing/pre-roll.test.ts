import { expect, it } from 'vitest';
import { Mixer } from '../../../../src-shared/mixing/mixer.ts';
import { newBuses, untreated } from '../../../../src-shared/mixing/new-project.ts';
import { preRollSeconds, preRollStart } from '../../../../src-shared/mixing/pre-roll.ts';
import { MIX_BLOCK } from '../../../../src-shared/mixing/types.ts';
import { renderMix } from '../../../support/render-mix.ts';
import { maxDifference, noise, toDb } from '../../../support/signals.ts';

it.each([
  [0, 48_000, 0],
  [23_999, 48_000, 0],
  [24_000, 48_000, 0],
  [24_127, 48_000, 0],
  [24_128, 48_000, 128],
  [100_000, 48_000, 75_904],
  [100_000, 44_100, 77_824],
  [11_025 + 127, 22_050, 0],
])('before sample %d at %d Hz mixing begins at %d', (position, rate, start) => {
  expect(preRollStart(position, rate)).toBe(start);
  expect(start % MIX_BLOCK).toBe(0);
});

/** Loud noise, sent to a room at full level: worse than music. */
it.each([
  [0, 300],
  [1, 900],
  [3, 1200],
])('a seek sounds as playing through, below -100 dBFS: room size %d, decay %d ms', (size, decay) => {
  const rate = 44_100;
  const [room, other] = newBuses().rooms;
  if (room === undefined || other === undefined) throw new Error('there are two rooms');
  const params = { ...room.processor.params, size, decay, preDelay: 120, damping: 16_000, lowCut: 20 };
  const settings = {
    tracks: [{ id: 'a', ...untreated(), sendsDb: [0, -72] }],
    masterGainDb: 0,
    rooms: [{ ...room, processor: { ...room.processor, params } }, other],
  };
  const from = 5 * rate - ((5 * rate) % MIX_BLOCK);
  const frames = from + 100 * MIX_BLOCK;
  const source = [noise(frames, 1, 0.5), noise(frames, 2, 0.5)];
  const heard = (start: number): Float32Array => {
    const mixer = new Mixer(rate);
    mixer.configure(settings);
    return renderMix(mixer, [source], start, frames)[0].subarray(from - start);
  };
  const start = preRollStart(from, rate, preRollSeconds(settings));
  expect(start).toBeGreaterThan(0);
  const difference = toDb(maxDifference(heard(start), heard(0)));
  expect(difference).toBeLessThan(-100);
  // The decay itself, by 60 dB, is not enough.
  expect(toDb(maxDifference(heard(preRollStart(from, rate, decay / 1000)), heard(0)))).toBeGreaterThan(-90);
});
