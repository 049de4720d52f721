import { describe, expect, it } from 'vitest';
import { laneValue } from '../../../../src-shared/mixing/automation.ts';
import { Mixer } from '../../../../src-shared/mixing/mixer.ts';
import { newBuses, untreated } from '../../../../src-shared/mixing/new-project.ts';
import { preRollSeconds, preRollStart } from '../../../../src-shared/mixing/pre-roll.ts';
import { compressor, staticGainDb } from '../../../../src-shared/mixing/processors/compressor/compressor.ts';
import { equaliser } from '../../../../src-shared/mixing/processors/equaliser/equaliser.ts';
import { entryOf } from '../../../../src-shared/mixing/processors/registry.ts';
import { room as roomSpec } from '../../../../src-shared/mixing/processors/room/room.ts';
import { MIX_BLOCK, type MixSettings, type MixTrack } from '../../../../src-shared/mixing/types.ts';
import type { AutomationLane } from '../../../../src-shared/project/automation-lane.ts';
import type { Room } from '../../../../src-shared/project/buses.ts';
import type { StripEntry } from '../../../../src-shared/project/strip-entry.ts';
import { renderMix } from '../../../support/render-mix.ts';
import { maxDifference, noise, toDb } from '../../../support/signals.ts';

const RATE = 48_000;
const LENGTH = 375 * MIX_BLOCK;
const { rooms, master } = newBuses();

const lane = (target: string, ...values: readonly number[]): AutomationLane => ({
  target,
  points: values.map((value, index) => ({
    at: Math.round((index / (values.length - 1)) * LENGTH),
    value,
  })),
});
const track = (change: Partial<MixTrack> = {}): MixTrack => ({ id: 'a', ...untreated(), ...change });
const entry = (spec: Parameters<typeof entryOf>[0], params: Record<string, number>): StripEntry => {
  const made = entryOf(spec, spec.id, false);
  return { ...made, params: { ...made.params, ...params } };
};

function mixed(settings: Partial<MixSettings>, source: Float32Array): Float32Array {
  const mixer = new Mixer(RATE);
  mixer.configure({ tracks: [track()], masterGainDb: 0, rooms, ...settings });
  return renderMix(mixer, [[source]], 0, source.length)[0];
}

describe('automation of parameters', () => {
  it('a threshold moves from sample to sample, in a track as in the master', () => {
    const params = { threshold: -20, ratio: 20, knee: 0, attack: 0.1, release: 10, makeUp: 0 };
    const strip = [entry(compressor, params)];
    const automation = [lane('compressor.threshold', -5, -45, -10, -30)];
    const source = Float32Array.from({ length: LENGTH }, (_, n) => (n % 2 === 0 ? 0.9 : -0.9));
    const a = Math.exp(-1 / (0.0001 * RATE));
    const r = Math.exp(-1 / (0.01 * RATE));
    let peak = 0;
    let smooth = 0;
    const expected = source.map((x, n) => {
      // A block's last sample has the lane's value at the block's end.
      const wanted = -staticGainDb(toDb(0.9), laneValue(automation[0]!.points, n + 1), 20, 0);
      peak = Math.max(wanted, r * peak + (1 - r) * wanted);
      smooth = a * smooth + (1 - a) * peak;
      return x * 10 ** (-smooth / 20);
    });
    const heard = [
      mixed({ tracks: [track({ strip, automation })] }, source),
      mixed({ masterStrip: strip, masterAutomation: automation }, source),
    ];
    for (const out of heard) {
      // The first block has the value of its end throughout.
      const after = (x: Float32Array): Float32Array => x.subarray(4 * MIX_BLOCK);
      expect(maxDifference(after(out), after(expected))).toBeLessThan(2e-6);
    }
  });

  it('the limiter keeps below a ceiling that moves, with an input gain that moves too', () => {
    const limiter = { ...master.limiter, bypassed: false };
    const id = limiter.id;
    const ceiling = lane(`${id}.ceiling`, 0, -12, -3);
    const source = Float32Array.from({ length: LENGTH }, (_, n) => 0.5 * Math.sin(0.13 * n));
    const input = lane(`${id}.input`, 0, 18, 0, 18);
    const out = mixed({ limiter, masterAutomation: [ceiling, input] }, source);
    let nearest = Infinity;
    for (let n = 0; n < LENGTH; n += 1) {
      const most = laneValue(ceiling.points, n) + 0.1;
      const level = toDb(Math.abs(out[n]!));
      expect(level).toBeLessThan(most);
      nearest = Math.min(nearest, most - level);
    }
    expect(nearest).toBeLessThan(0.2);
  });

  it('a decay that moves leaves no steps: a low tone in the room stays one', () => {
    const moving: Room = {
      ...rooms[0]!,
      processor: entry(roomSpec, { damping: 16_000, lowCut: 20 }),
      automation: [],
    };
    const source = Float32Array.from({ length: LENGTH }, (_, n) => {
      const fadeIn = n < 9600 ? (1 - Math.cos((Math.PI * n) / 9600)) / 2 : 1;
      return 0.5 * fadeIn * Math.sin((2 * Math.PI * 110 * n) / RATE);
    });
    const reverberated = (lanes: AutomationLane[]): Float32Array => {
      const settings = { tracks: [track({ sendsDb: [0, -72] })] };
      const out = mixed({ ...settings, rooms: [{ ...moving, automation: lanes }, rooms[1]!] }, source);
      return out.map((x, n) => x - source[n]!);
    };
    const id = moving.processor.id;
    const steady = reverberated([lane(`${id}.decay`, 1800, 1800)]);
    expect(maxDifference(steady, reverberated([]))).toBe(0);
    const out = reverberated([lane(`${id}.decay`, 300, 8000, 300), lane(`${id}.roomWidth`, 0, 100)]);
    // Fourth differences: of a tone of 110 Hz they are 147 dB below it, of a step about as large as it.
    const rough = out.map((_, n) =>
      n < 4 ? 0 : out[n]! - 4 * out[n - 1]! + 6 * out[n - 2]! - 4 * out[n - 3]! + out[n - 4]!,
    );
    const highest = (x: Float32Array): number =>
      x.subarray(LENGTH / 4).reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    expect(highest(out)).toBeGreaterThan(0.05);
    // Values that changed from block to block in steps would come out at -22 dB.
    expect(toDb(highest(rough) / highest(out))).toBeLessThan(-85);
  });

  it('a section after its pre-roll nulls with the whole while everything moves', () => {
    const strip = [
      entry(equaliser, { gain2: 6 }),
      entry(compressor, { threshold: -30, ratio: 3, release: 60 }),
    ];
    const { processor } = rooms[0]!;
    const settings: MixSettings = {
      masterGainDb: -6,
      masterStrip: strip,
      limiter: { ...master.limiter, bypassed: false },
      masterAutomation: [lane('equaliser.gain3', -6, 6), lane(`${master.limiter.id}.ceiling`, -1, -12, -1)],
      tracks: [
        track({
          strip,
          sendsDb: [-6, -72],
          automation: [
            lane('equaliser.frequency2', 200, 4000, 300),
            lane('equaliser.gain2', -12, 12),
            lane('compressor.threshold', -10, -40, -20),
          ],
        }),
      ],
      rooms: [
        {
          ...rooms[0]!,
          processor: { ...processor, params: { ...processor.params, size: 0 } },
          automation: [lane(`${processor.id}.decay`, 300, 400, 300), lane(`${processor.id}.lowCut`, 40, 400)],
        },
        rooms[1]!,
      ],
    };
    const source = [noise(3 * LENGTH, 1, 0.3), noise(3 * LENGTH, 2, 0.3)];
    const whole = new Mixer(RATE);
    whole.configure(settings);
    const expected = renderMix(whole, [source], 0, 3 * LENGTH);
    const part = new Mixer(RATE);
    part.configure(settings);
    const from = 2 * LENGTH;
    const start = preRollStart(from, RATE, preRollSeconds(settings));
    expect(start).toBeGreaterThan(0);
    const heard = renderMix(part, [source], start, 3 * LENGTH);
    for (const side of [0, 1] as const) {
      const difference = maxDifference(heard[side].subarray(from - start), expected[side].subarray(from));
      expect(toDb(difference)).toBeLessThan(-100);
    }
  });

  it('the longest decay of a lane decides the pre-roll', () => {
    const tracks = [track({ sendsDb: [0, -72] })];
    const { processor } = rooms[0]!;
    const automation = [lane(`${processor.id}.decay`, 300, 8000, 300)];
    expect(preRollSeconds({ tracks, rooms: [{ ...rooms[0]!, automation }, rooms[1]!] })).toBeCloseTo(14.4, 9);
  });
});
