import { describe, expect, it } from 'vitest';
import { mixOf, trackAlone } from '../../../../src-shared/mixing/mix-of.ts';
import { Mixer } from '../../../../src-shared/mixing/mixer.ts';
import { newBuses, untreated } from '../../../../src-shared/mixing/new-project.ts';
import { parseProject } from '../../../../src-shared/mixing/parse-project.ts';
import { MIX_BLOCK, type MixSettings, type MixTrack } from '../../../../src-shared/mixing/types.ts';
import { buses } from '../../../../src-shared/project/migrations/buses.ts';
import { exampleProject } from '../../../support/project.ts';
import { renderMix } from '../../../support/render-mix.ts';
import { maxDifference, noise, toDb } from '../../../support/signals.ts';

const RATE = 48_000;
const LENGTH = 200 * MIX_BLOCK;
const SOURCES = [1, 2, 3].map((seed) => [noise(LENGTH, seed, 0.3), noise(LENGTH, seed + 10, 0.3)]);

const track = (id: string, change: Partial<MixTrack> = {}): MixTrack => ({ id, ...untreated(), ...change });
const group = (change: object = {}) => ({
  ...{ id: 'g', name: 'G', gainDb: 0, muted: false, soloed: false, automation: [] },
  ...change,
});

function left(settings: MixSettings): Float32Array {
  const mixer = new Mixer(RATE);
  mixer.configure(settings);
  return renderMix(mixer, SOURCES, 0, LENGTH)[0];
}

const { rooms, master } = newBuses();
const plain = (...tracks: MixTrack[]): MixSettings => ({ tracks, masterGainDb: 0, rooms });

describe('groups', () => {
  const grouped = [track('a', { group: 'g' }), track('b', { group: 'g', gainDb: -6 }), track('c')];

  it('a group’s fader is the same as moving each of its tracks', () => {
    const by = left({ ...plain(...grouped), groups: [group({ gainDb: -4 })] });
    const each = left(plain(track('a', { gainDb: -4 }), track('b', { gainDb: -10 }), track('c')));
    expect(maxDifference(by, each)).toBeLessThan(1e-7);
  });

  it('its mute and solo are those of its tracks', () => {
    const muted = left({ ...plain(...grouped), groups: [group({ muted: true })] });
    expect(maxDifference(muted, SOURCES[2]![0]!)).toBe(0);
    const soloed = left({ ...plain(...grouped), groups: [group({ soloed: true })] });
    const both = left(plain(track('a'), track('b', { gainDb: -6 }), track('c', { muted: true })));
    expect(maxDifference(soloed, both)).toBe(0);
  });
});

describe('rooms', () => {
  it('nothing sent leaves the mix bit for bit; what is sent follows the track’s fader', () => {
    const [a, b, c] = [track('a'), track('b'), track('c')];
    const dry = left({ tracks: [a, b, c], masterGainDb: 0 });
    expect(maxDifference(left(plain(a, b, c)), dry)).toBe(0);
    const wet = (gainDb: number): Float32Array => {
      const only = track('a', { gainDb, sendsDb: [-6, -72] });
      const without = left(plain(track('a', { gainDb })));
      return left(plain(only)).map((x, n) => x - without[n]!);
    };
    const [loud, soft] = [wet(0), wet(-12)];
    const expected = loud.map((x) => x * 10 ** (-12 / 20));
    expect(maxDifference(soft, expected)).toBeLessThan(1e-6);
    expect(toDb(Math.max(...loud.map(Math.abs)))).toBeGreaterThan(-40);
  });

  it('the rooms of all tracks together are the room of their sum', () => {
    const sent = ['a', 'b', 'c'].map((id) => track(id, { sendsDb: [-10, -5] }));
    const sum = sent.map((_, index) =>
      left(plain(...sent.map((other, at) => (at === index ? other : { ...other, gainDb: -120 })))),
    );
    const all = left(plain(...sent));
    const total = all.map((_, n) => sum[0]![n]! + sum[1]![n]! + sum[2]![n]!);
    expect(maxDifference(all, total)).toBeLessThan(1e-6);
  });

  it('a bypassed room is silent, and sends change without a click', () => {
    const tracks = [track('a', { sendsDb: [0, 0] }), track('b'), track('c')];
    const silent = rooms.map((room) => ({ ...room, processor: { ...room.processor, bypassed: true } }));
    const dry = left({ tracks: tracks.map((x) => ({ ...x, sendsDb: [-72, -72] })), masterGainDb: 0 });
    expect(maxDifference(left({ tracks, masterGainDb: 0, rooms: silent }), dry)).toBe(0);
    const mixer = new Mixer(RATE);
    mixer.configure(plain(track('a')));
    const ones = new Float32Array(LENGTH).fill(0.5);
    const settings = plain(track('a', { sendsDb: [0, -72] }));
    const [moved] = renderMix(mixer, [[ones]], 0, LENGTH, { 6400: settings });
    let worst = 0;
    for (let n = 1; n < LENGTH; n += 1) worst = Math.max(worst, Math.abs(moved[n]! - moved[n - 1]!));
    expect(worst).toBeLessThan(0.02);
  });
});

describe('the master', () => {
  it('with everything bypassed is the sum, bit for bit', () => {
    const tracks = [track('a'), track('b'), track('c')];
    const sum = left({ tracks, masterGainDb: 0 });
    const bypassed = { ...plain(...tracks), masterStrip: untreated().strip, limiter: master.limiter };
    expect(maxDifference(left(bypassed), sum)).toBe(0);
    expect(
      maxDifference(
        sum,
        SOURCES[0]![0]!.map((x, n) => x + SOURCES[1]![0]![n]! + SOURCES[2]![0]![n]!),
      ),
    ).toBeLessThan(1e-6);
  });

  it('its strip follows the fader, and the limiter the strip; meters show the reduction', () => {
    const limiter = { ...master.limiter, bypassed: false, params: { ceiling: -12, input: 0, release: 50 } };
    const mixer = new Mixer(RATE);
    mixer.configure({ tracks: [track('a'), track('b'), track('c')], masterGainDb: 12, limiter });
    const [out] = renderMix(mixer, SOURCES, 0, LENGTH - mixer.latency);
    expect(toDb(Math.max(...out.map(Math.abs)))).toBeLessThan(-12);
    expect(mixer.meters.gainReductionDb[3]).toBeLessThan(-6);
  });

  it('switching the limiter moves nothing in time and clicks not', () => {
    const mixer = new Mixer(RATE);
    const settings = { tracks: [track('a')], masterGainDb: 0, limiter: master.limiter };
    mixer.configure(settings);
    const tone = Float32Array.from(
      { length: LENGTH },
      (_, n) => 0.2 * Math.sin((2 * Math.PI * 100 * n) / RATE),
    );
    const on = { ...settings, limiter: { ...master.limiter, bypassed: false } };
    const [out] = renderMix(mixer, [[tone]], 0, LENGTH, { 6400: on, 12_800: settings });
    expect(maxDifference(out, tone)).toBe(0);
  });
});

describe('a track alone', () => {
  it('all of them together are the mix, where the master only moves its fader', () => {
    const document = exampleProject();
    const made = {
      ...document,
      groups: [group({ gainDb: -3 })],
      tracks: document.tracks.map((x, index) => ({
        ...x,
        gainDb: -index,
        group: index === 0 ? 'g' : null,
        sendsDb: [-8, -20],
      })),
      master: { ...document.master, gainDb: -2 },
    };
    const render = (settings: MixSettings, sources: typeof SOURCES): Float32Array => {
      const mixer = new Mixer(RATE);
      mixer.configure(settings);
      return renderMix(mixer, sources, 0, LENGTH)[0];
    };
    const whole = render(mixOf(made), SOURCES.slice(0, 2));
    const alone = made.tracks.map(({ id }, index) => render(trackAlone(made, id), [SOURCES[index]!]));
    expect(
      maxDifference(
        whole,
        whole.map((_, n) => alone[0]![n]! + alone[1]![n]!),
      ),
    ).toBeLessThan(1e-6);
  });
});

describe('schema 4', () => {
  it('gives an older project its buses, which change nothing', () => {
    const now = exampleProject();
    const before = {
      ...now,
      schema: 3,
      ...{ groups: undefined, rooms: undefined },
      master: { gainDb: -3 },
      tracks: now.tracks.map(({ group: _group, sendsDb: _sends, ...rest }) => rest),
    };
    const after = parseProject(before);
    expect(after.master.gainDb).toBe(-3);
    expect(after).toEqual({
      ...exampleProject(),
      ...{ id: now.id, recordingId: now.recordingId, separationId: now.separationId, tracks: after.tracks },
      master: { ...newBuses().master, gainDb: -3 },
    });
    expect(after.tracks.map(({ group, sendsDb }) => [group, sendsDb])).toEqual([
      [null, [-72, -72]],
      [null, [-72, -72]],
    ]);
  });

  it('leaves what is damaged for the schema to refuse', () => {
    expect(buses({ tracks: 'none', master: 3 })).toMatchObject({ tracks: 'none', master: 3 });
  });
});
