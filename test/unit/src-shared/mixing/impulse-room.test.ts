import { describe, expect, it } from 'vitest';
import { Mixer } from '../../../../src-shared/mixing/mixer.ts';
import { newBuses, untreated } from '../../../../src-shared/mixing/new-project.ts';
import { preRollSeconds, preRollStart } from '../../../../src-shared/mixing/pre-roll.ts';
import { MIX_BLOCK, type MixSettings } from '../../../../src-shared/mixing/types.ts';
import { ImpulseId } from '../../../../src-shared/project/ids.ts';
import { renderMix } from '../../../support/render-mix.ts';
import { maxDifference, noise, toDb } from '../../../support/signals.ts';

const RATE = 48_000;
const LENGTH = 600 * MIX_BLOCK;
const SOURCE = [noise(LENGTH, 1, 0.3), noise(LENGTH, 2, 0.3)];
const RESPONSE = [3, 4].map((seed) => noise(30_000, seed, 0.01).map((x, n) => x * Math.exp(-n / 6000)));
const [room, other] = newBuses().rooms;
if (room === undefined || other === undefined) throw new Error('there are two rooms');
const impulse = {
  id: ImpulseId.parse('imp_0123456789abcdef'),
  name: 'Hall.wav',
  ...{ channels: 2 as const, frames: 30_000, sampleRate: RATE },
};
const settings = (change: Partial<typeof room> = {}): MixSettings => ({
  tracks: [{ id: 'a', ...untreated(), sendsDb: [0, -72] }],
  masterGainDb: 0,
  rooms: [{ ...room, impulse, ...change }, other],
});

function wet(mix: MixSettings, response: readonly Float32Array[] | null, side = 0): Float32Array {
  const mixer = new Mixer(RATE);
  if (response !== null) mixer.setImpulse(impulse.id, response);
  mixer.configure(mix);
  const heard = renderMix(mixer, [SOURCE], 0, LENGTH)[side]!;
  return heard.map((x, n) => x - SOURCE[side]![n]!);
}

/** Some samples of the convolution, as the sum itself. */
function worstAgainstSum(
  heard: Float32Array,
  response: Float32Array,
  source: Float32Array,
  gain = 1,
): number {
  let worst = 0;
  for (let n = 0; n < LENGTH; n += 617) {
    let sum = 0;
    for (let k = 0; k <= Math.min(n, response.length - 1); k += 1) sum += response[k]! * source[n - k]!;
    worst = Math.max(worst, Math.abs(heard[n]! - gain * sum));
  }
  return worst;
}

describe('a room from an impulse response', () => {
  it('is the convolution of each side, at the room’s level', () => {
    for (const side of [0, 1]) {
      const heard = wet(settings({ gainDb: -6 }), RESPONSE, side);
      expect(worstAgainstSum(heard, RESPONSE[side]!, SOURCE[side]!, 10 ** (-6 / 20))).toBeLessThan(1e-6);
    }
    const mono = wet(settings(), [RESPONSE[0]!], 1);
    expect(worstAgainstSum(mono, RESPONSE[0]!, SOURCE[1]!)).toBeLessThan(1e-6);
  });

  it('is silent while its response is missing or the room is bypassed; the dry mix stays bit for bit', () => {
    const bypassed = settings({ processor: { ...room.processor, bypassed: true } });
    const nothing = new Float32Array(LENGTH);
    expect(maxDifference(wet(settings(), null), nothing)).toBe(0);
    expect(maxDifference(wet(bypassed, RESPONSE), nothing)).toBe(0);
  });

  it('comes in without a click when its response is given while the mix plays', () => {
    const mixer = new Mixer(RATE);
    mixer.configure(settings());
    const ones = new Float32Array(LENGTH).fill(0.2);
    const heard: number[] = [];
    for (let at = 0; at < LENGTH; at += MIX_BLOCK) {
      if (at === 100 * MIX_BLOCK) mixer.setImpulse(impulse.id, [Float32Array.of(1)]);
      const [left, right] = [new Float32Array(MIX_BLOCK), new Float32Array(MIX_BLOCK)];
      mixer.process(at, [[ones.subarray(at, at + MIX_BLOCK)]], left, right);
      heard.push(...left);
    }
    expect(heard.at(-1)).toBeCloseTo(0.4, 6);
    let worst = 0;
    for (let n = 6000; n < heard.length; n += 1) worst = Math.max(worst, Math.abs(heard[n]! - heard[n - 1]!));
    expect(worst).toBeLessThan(0.001);
  });

  it('a response in place of another is analysed block by block, and they are crossfaded without a gap', () => {
    const mixer = new Mixer(RATE);
    // Each gives a constant of 0.5 of what it is sent.
    const [first, second] = [Float32Array.of(0.5), new Float32Array(30_000)];
    second[0] = 0.5;
    mixer.setImpulse(impulse.id, [first]);
    const other2 = { ...impulse, id: ImpulseId.parse('imp_fedcba9876543210') };
    mixer.setImpulse(other2.id, [second]);
    mixer.configure(settings());
    const ones = new Float32Array(LENGTH).fill(0.2);
    const [heard] = renderMix(mixer, [[ones]], 0, LENGTH, {
      [200 * MIX_BLOCK]: settings({ impulse: other2 }),
    });
    const after = heard.subarray(100 * MIX_BLOCK);
    expect(maxDifference(after, new Float32Array(after.length).fill(0.3))).toBeLessThan(1e-6);
  });

  it('a seek completes the analysis of a response', () => {
    const mixer = new Mixer(RATE);
    mixer.configure(settings());
    renderMix(mixer, [SOURCE], 0, 10 * MIX_BLOCK);
    mixer.setImpulse(impulse.id, RESPONSE);
    mixer.reset();
    const [heard] = renderMix(mixer, [SOURCE], 0, LENGTH);
    const known = new Mixer(RATE);
    known.setImpulse(impulse.id, RESPONSE);
    known.configure(settings());
    expect(maxDifference(heard, renderMix(known, [SOURCE], 0, LENGTH)[0])).toBe(0);
  });

  it('a seek sounds as playing through: the pre-roll is longer than the response', () => {
    const from = 560 * MIX_BLOCK;
    const start = preRollStart(from, RATE, preRollSeconds(settings()));
    expect(start).toBeGreaterThan(0);
    const heard = (first: number): Float32Array => {
      const mixer = new Mixer(RATE);
      mixer.setImpulse(impulse.id, RESPONSE);
      mixer.configure(settings());
      return renderMix(mixer, [SOURCE], first, LENGTH)[0].subarray(from - first);
    };
    expect(toDb(maxDifference(heard(start), heard(0)))).toBeLessThan(-140);
  });
});
