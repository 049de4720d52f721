import { describe, expect, it } from 'vitest';
import { laneValue } from '../../../../src-shared/mixing/automation.ts';
import { Mixer } from '../../../../src-shared/mixing/mixer.ts';
import { newBuses, untreated } from '../../../../src-shared/mixing/new-project.ts';
import { preRollSeconds } from '../../../../src-shared/mixing/pre-roll.ts';
import { MIX_BLOCK, type MixSettings, type MixTrack } from '../../../../src-shared/mixing/types.ts';
import { renderMix } from '../../../support/render-mix.ts';
import { maxDifference, noise, toDb } from '../../../support/signals.ts';

const RATE = 48_000;
const LENGTH = 150 * MIX_BLOCK;
const SOURCES = [1, 2].map((seed) => [noise(LENGTH, seed, 0.3), noise(LENGTH, seed + 10, 0.3)]);
const POINTS = [
  { at: 1000, value: -20 },
  { at: 9001, value: 5 },
  { at: 9100, value: -72 },
  { at: 15_000, value: 0 },
];
const LANE = [{ target: 'gainDb', points: POINTS }];
/** The law in closed form: straight in dB, silent at -72. */
const GAINS = Float64Array.from({ length: LENGTH }, (_, n) => {
  const db = laneValue(POINTS, n);
  return db <= -72 ? 0 : 10 ** (db / 20);
});

const track = (id: string, change: Partial<MixTrack> = {}): MixTrack => ({ id, ...untreated(), ...change });
const group = (automation: typeof LANE) => ({
  ...{ id: 'g', name: 'G', gainDb: -3, muted: false, soloed: false },
  automation,
});
const { rooms } = newBuses();
const plain: MixSettings = { tracks: [track('a'), track('b')], masterGainDb: -3, rooms };

function left(settings: MixSettings, events: Readonly<Record<number, MixSettings>> = {}): Float32Array {
  const mixer = new Mixer(RATE);
  mixer.configure(settings);
  return renderMix(mixer, SOURCES, 0, LENGTH, events)[0];
}

describe('automation of buses', () => {
  it('the master’s lane replaces its fader', () => {
    const expected = SOURCES[0]![0]!.map((x, n) => (x + SOURCES[1]![0]![n]!) * GAINS[n]!);
    expect(maxDifference(left({ ...plain, masterAutomation: LANE }), expected)).toBeLessThan(1e-6);
  });

  it('a group’s lane replaces its fader, and moves its own tracks only', () => {
    const tracks = [track('a', { group: 'g', gainDb: -2 }), track('b')];
    const out = left({ ...plain, masterGainDb: 0, tracks, groups: [group(LANE)] });
    const expected = SOURCES[0]![0]!.map((x, n) => x * 10 ** (-2 / 20) * GAINS[n]! + SOURCES[1]![0]![n]!);
    expect(maxDifference(out, expected)).toBeLessThan(1e-6);
  });

  it('a room’s lane scales what the room gives', () => {
    const tracks = [track('a', { sendsDb: [0, -72] })];
    const room = (automation: typeof LANE): Float32Array => {
      const heard = left({
        ...plain,
        tracks,
        masterGainDb: 0,
        rooms: [{ ...rooms[0]!, automation }, rooms[1]!],
      });
      return heard.map((x, n) => x - SOURCES[0]![0]![n]!);
    };
    const whole = room([]);
    expect(Math.max(...whole)).toBeGreaterThan(0.01);
    const expected = whole.map((x, n) => x * GAINS[n]!);
    expect(maxDifference(room(LANE), expected)).toBeLessThan(1e-6);
  });

  it('a send’s lane is what the room receives: the room is linear, so it is the room of the scaled track', () => {
    const lane = [{ target: 'sendDb-a', points: POINTS }];
    const sends = (change: Partial<MixTrack>, source = SOURCES[0]!): Float32Array => {
      const mixer = new Mixer(RATE);
      mixer.configure({ ...plain, tracks: [track('a', change)], masterGainDb: 0 });
      const [heard] = renderMix(mixer, [source], 0, LENGTH);
      return heard.map((x, n) => x - source[0]![n]!);
    };
    const scaled = SOURCES[0]!.map((samples) => samples.map((x, n) => x * GAINS[n]!));
    const out = sends({ sendsDb: [-72, -72], automation: lane });
    expect(maxDifference(out, sends({ sendsDb: [0, -72] }, scaled))).toBeLessThan(1e-6);
    expect(Math.max(...out)).toBeGreaterThan(0.01);
  });

  it('a lane that appears while the mix plays does not click', () => {
    const mixer = new Mixer(RATE);
    const ones = new Float32Array(LENGTH).fill(0.5);
    mixer.configure({ ...plain, tracks: [track('a', { group: 'g' })], groups: [group([])] });
    const moved = {
      ...plain,
      tracks: [track('a', { group: 'g' })],
      groups: [group(LANE)],
      masterAutomation: LANE,
    };
    const [out] = renderMix(mixer, [[ones]], 0, LENGTH, { 2560: moved });
    let worst = 0;
    for (let n = 1; n < 9000; n += 1) worst = Math.max(worst, Math.abs(out[n]! - out[n - 1]!));
    expect(worst).toBeLessThan(0.002);
  });

  it('a section after its pre-roll equals the whole', () => {
    const settings = {
      ...plain,
      tracks: [track('a', { group: 'g' })],
      groups: [group(LANE)],
      masterAutomation: LANE,
    };
    const whole = left(settings);
    const mixer = new Mixer(RATE);
    mixer.configure(settings);
    const from = 64 * MIX_BLOCK;
    const [part] = renderMix(mixer, SOURCES, from, LENGTH);
    expect(toDb(maxDifference(part, whole.subarray(from)))).toBe(-Infinity);
  });

  it('a room that only a lane sends to lengthens the pre-roll', () => {
    const open = [{ target: 'sendDb-b', points: [{ at: 0, value: -20 }] }];
    expect(preRollSeconds(plain)).toBe(0.5);
    expect(preRollSeconds({ tracks: [track('a', { automation: open })], rooms })).toBeGreaterThan(2);
  });
});
