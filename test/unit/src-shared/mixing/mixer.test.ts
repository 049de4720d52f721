import { describe, expect, it } from 'vitest';
import type { AutomationLane } from '../../../../src-shared/project/automation-lane.ts';
import { Mixer } from '../../../../src-shared/mixing/mixer.ts';
import { roundToGrid, splitExactly } from '../../../../src-shared/dsp/quantise.ts';
import { defaultStrip } from '../../../../src-shared/mixing/processors/registry.ts';
import { untreated } from '../../../../src-shared/mixing/new-project.ts';
import { MIX_BLOCK, type MixSettings, type MixTrack } from '../../../../src-shared/mixing/types.ts';
import { renderMix as render } from '../../../support/render-mix.ts';
import { maxDifference, noise, sine, toDb } from '../../../support/signals.ts';

const RATE = 48_000;

const track = (id: string, change: Partial<MixTrack> = {}): MixTrack => ({
  id,
  ...untreated(),
  ...change,
});

const mix = (...tracks: MixTrack[]): MixSettings => ({ tracks, masterGainDb: 0 });

function mixerWith(settings: MixSettings, rate = RATE): Mixer {
  const mixer = new Mixer(rate);
  mixer.configure(settings);
  return mixer;
}

const stereo = (length: number, seed: number, amplitude = 0.3): Float32Array[] => [
  noise(length, seed, amplitude),
  noise(length, seed + 100, amplitude),
];

/** The greatest second difference: a click stands out of a low sine's. */
function roughness(signal: Float32Array): number {
  let worst = 0;
  for (let n = 2; n < signal.length; n += 1) {
    worst = Math.max(worst, Math.abs(signal[n]! - 2 * signal[n - 1]! + signal[n - 2]!));
  }
  return worst;
}

const busyStrip = [
  { ...defaultStrip()[0]!, bypassed: false, params: { frequency: 90, slope: 1 } },
  { ...defaultStrip()[1]!, params: { gain1: 4, gain2: -6, gain3: 5, gain4: -3, q2: 2 } },
  {
    ...defaultStrip()[2]!,
    bypassed: false,
    params: { threshold: -30, ratio: 4, attack: 5, release: 60, makeUp: 6, knee: 6 },
  },
];

describe('transparency', () => {
  it('stems and rest of a 24-bit recording, untouched, give the recording bit for bit', () => {
    const length = 40 * MIX_BLOCK;
    const grid = (x: Float32Array): Float32Array => x.map((v) => roundToGrid(v, 24));
    const recording = [grid(noise(length, 1, 0.9)), grid(noise(length, 2, 0.9))];
    const estimates = [3, 4, 5].map((seed) => stereo(length, seed));
    const parts = [...estimates, stereo(length, 0)].map((pair) =>
      pair.map((x) => new Float32Array(x.length)),
    );
    for (const channel of [0, 1]) {
      splitExactly(
        recording[channel]!,
        estimates.map((pair) => pair[channel]!),
        24,
        parts.slice(0, 3).map((pair) => pair[channel]!),
        parts[3]![channel]!,
      );
    }
    const mixer = mixerWith(mix(track('a'), track('b'), track('c'), track('rest')));
    const [left, right] = render(mixer, parts, 0, length);
    expect(maxDifference(left, recording[0]!)).toBe(0);
    expect(maxDifference(right, recording[1]!)).toBe(0);
  });

  it('a mono track feeds both sides', () => {
    const source = noise(1024, 8);
    const [left, right] = render(mixerWith(mix(track('a'))), [[source]], 0, 1024);
    expect(maxDifference(left, source)).toBe(0);
    expect(maxDifference(right, source)).toBe(0);
  });

  it('returns to exact transparency after everything was moved and put back', () => {
    const length = 400 * MIX_BLOCK;
    const source = stereo(length, 3);
    const neutral = mix(track('a'));
    const moved = mix(track('a', { gainDb: -6, pan: 0.4, strip: busyStrip }));
    const [left] = render(mixerWith(neutral), [source], 0, length, { 1280: moved, 6400: neutral });
    expect(maxDifference(left.subarray(0, 1280), source[0]!.subarray(0, 1280))).toBe(0);
    expect(maxDifference(left.subarray(1280, 6400), source[0]!.subarray(1280, 6400))).toBeGreaterThan(0.05);
    expect(maxDifference(left.subarray(-6400), source[0]!.subarray(-6400))).toBe(0);
  });
});

describe('gain, balance, mute and solo', () => {
  const length = 8 * MIX_BLOCK;
  const sources = [stereo(length, 1), stereo(length, 2)];

  it.each([
    ['gain', track('a', { gainDb: -6 }), track('b', { muted: true }), 10 ** (-6 / 20), 10 ** (-6 / 20), 0],
    ['balance left', track('a', { pan: -0.25 }), track('b', { muted: true }), 1, 0.75, 0],
    ['balance right', track('a', { pan: 1 }), track('b', { muted: true }), 0, 1, 0],
    ['solo', track('a', { soloed: true }), track('b'), 1, 1, 0],
    ['mute beats solo', track('a', { soloed: true, muted: true }), track('b', { soloed: true }), 0, 0, 1],
    ['silence at -72 dB', track('a', { gainDb: -72 }), track('b'), 0, 0, 1],
  ])('%s', (_name, a, b, leftGain, rightGain, other) => {
    const [left, right] = render(mixerWith(mix(a, b)), sources, 0, length);
    const expected = (side: 0 | 1, gain: number): Float32Array =>
      Float32Array.from({ length }, (_, n) => gain * sources[0]![side]![n]! + other * sources[1]![side]![n]!);
    expect(maxDifference(left, expected(0, leftGain))).toBeLessThan(1e-7);
    expect(maxDifference(right, expected(1, rightGain))).toBeLessThan(1e-7);
  });

  it('applies the master gain and treats a missing input as silence', () => {
    const mixer = mixerWith({ tracks: [track('a'), track('b')], masterGainDb: 6 });
    const [left] = render(mixer, [sources[0]!, null], 0, MIX_BLOCK);
    expect(
      maxDifference(
        left,
        sources[0]![0]!.subarray(0, MIX_BLOCK).map((x) => x * 10 ** (6 / 20)),
      ),
    ).toBe(0);
  });
});

describe('smoothness', () => {
  const length = 200 * MIX_BLOCK;
  const tone = sine(length, RATE, 100, 0.5);
  const calm = roughness(tone);

  it.each([
    ['gain', { gainDb: -20 }],
    ['pan', { pan: 1 }],
    ['mute', { muted: true }],
    ['a lane appears', { automation: [{ target: 'gainDb', points: [{ at: 0, value: -30 }] }] }],
  ])('%s changes without a click', (_name, change) => {
    const [left] = render(mixerWith(mix(track('a'))), [[tone]], 0, length, {
      6400: mix(track('a', change)),
      12800: mix(track('a')),
    });
    expect(maxDifference(left, tone)).toBeGreaterThan(0.1);
    expect(roughness(left)).toBeLessThan(1.5 * calm + 1e-4);
  });

  it.each([
    ['a processor is switched on', [{ ...busyStrip[1]! }, busyStrip[2]!]],
    ['processors come, go and change places', [busyStrip[2]!, busyStrip[0]!, busyStrip[1]!]],
    ['parameters jump', [{ ...busyStrip[1]!, params: { gain1: -15, frequency1: 800 } }, busyStrip[2]!]],
    ['the strip is emptied', []],
  ])('%s without a click', (_name, strip) => {
    const [left] = render(mixerWith(mix(track('a', { strip: busyStrip }))), [[tone]], 0, length, {
      6400: mix(track('a', { strip })),
      12800: mix(track('a', { strip: busyStrip })),
      12928: mix(track('a', { strip })),
    });
    const settled = (from: number): Float32Array => left.subarray(from, from + 2560);
    expect(maxDifference(settled(10_000), settled(3520))).toBeGreaterThan(0.02);
    expect(roughness(left.subarray(3000))).toBeLessThan(20 * calm);
    expect(roughness(left.subarray(3000))).toBeLessThan(0.002);
  });
});

describe('automation', () => {
  const lanes: AutomationLane[] = [
    {
      target: 'gainDb',
      points: [
        { at: 100, value: 0 },
        { at: 900, value: -40 },
        { at: 901, value: -6 },
        { at: 1500, value: -90 },
      ],
    },
    {
      target: 'pan',
      points: [
        { at: 0, value: -1 },
        { at: 2000, value: 1 },
      ],
    },
  ];
  const dbAt = (n: number): number => {
    if (n <= 100) return 0;
    if (n <= 900) return (-40 * (n - 100)) / 800;
    if (n <= 1500) return -6 - (84 * (n - 901)) / 599;
    return -90;
  };

  it('follows gain and pan at every sample', () => {
    const length = 20 * MIX_BLOCK;
    const ones = new Float32Array(length).fill(1);
    const mixer = mixerWith(mix(track('a', { gainDb: 5, pan: 0.3, automation: lanes })));
    const [left, right] = render(mixer, [[ones]], 0, length);
    const gain = (n: number): number => (dbAt(n) <= -72 ? 0 : 10 ** (dbAt(n) / 20));
    const pan = (n: number): number => Math.min(1, -1 + n / 1000);
    const expectedLeft = ones.map((_, n) => gain(n) * Math.min(1, 1 - pan(n)));
    const expectedRight = ones.map((_, n) => gain(n) * Math.min(1, 1 + pan(n)));
    expect(maxDifference(left, expectedLeft)).toBeLessThan(1e-7);
    expect(maxDifference(right, expectedRight)).toBeLessThan(1e-7);
  });

  it('moves processor parameters, and configuring again changes nothing', () => {
    const length = 300 * MIX_BLOCK;
    const source = stereo(length, 5);
    const settings = mix(
      track('a', {
        strip: busyStrip,
        automation: [
          {
            target: 'equaliser.gain3',
            points: [
              { at: 0, value: -15 },
              { at: length, value: 15 },
            ],
          },
          {
            target: 'high-pass.frequency',
            points: [
              { at: 0, value: 20 },
              { at: length / 2, value: 1500 },
            ],
          },
        ],
      }),
    );
    const plain = render(mixerWith(settings), [source], 0, length);
    const again = render(mixerWith(settings), [source], 0, length, {
      12800: structuredClone(settings),
      25600: structuredClone(settings),
    });
    expect(maxDifference(plain[0], again[0])).toBe(0);
    const still = render(mixerWith(mix(track('a', { strip: busyStrip }))), [source], 0, length);
    expect(maxDifference(plain[0], still[0])).toBeGreaterThan(0.05);
  });
});

describe('pieces', () => {
  it('null against the whole after half a second of pre-roll', () => {
    const length = 1500 * MIX_BLOCK;
    const settings = mix(
      track('a', {
        strip: busyStrip,
        automation: [
          {
            target: 'gainDb',
            points: [
              { at: 0, value: 0 },
              { at: length, value: -30 },
            ],
          },
          {
            target: 'compressor.threshold',
            points: [
              { at: 5000, value: -10 },
              { at: length, value: -40 },
            ],
          },
        ],
      }),
      track('b', { pan: -0.2, gainDb: 3 }),
    );
    const sources = [stereo(length, 1), stereo(length, 2)];
    const [whole] = render(mixerWith(settings), sources, 0, length);
    const mixer = mixerWith(settings);
    const preRoll = Math.ceil(RATE / 2 / MIX_BLOCK) * MIX_BLOCK;
    for (const start of [40_064, 100_096]) {
      mixer.reset();
      const [piece] = render(mixer, sources, start - preRoll, start + 300 * MIX_BLOCK);
      const difference = maxDifference(
        piece.subarray(preRoll),
        whole.subarray(start, start + 300 * MIX_BLOCK),
      );
      expect(toDb(difference + 1e-12)).toBeLessThan(-140);
    }
  });

  it('reset forgets everything', () => {
    const settings = mix(track('a', { strip: busyStrip }));
    const source = [stereo(12_800, 1)];
    const mixer = mixerWith(settings);
    const [first] = render(mixer, source, 0, 12_800);
    mixer.reset();
    const [second] = render(mixer, source, 0, 12_800);
    expect(maxDifference(first, second)).toBe(0);
  });
});

describe('meters', () => {
  it('show peak, mean square and gain reduction after the fader', () => {
    const length = 200 * MIX_BLOCK;
    const tone = sine(length, RATE, 375, 0.5); // 128 samples a period
    const loud = [
      {
        ...busyStrip[2]!,
        params: { threshold: -20, ratio: 2, knee: 0, makeUp: 0, attack: 1, release: 1000 },
      },
    ];
    const mixer = mixerWith(
      mix(track('a', { gainDb: -6, pan: -1 }), track('b', { strip: loud, muted: true })),
    );
    render(mixer, [[tone], [tone]], 0, length - mixer.latency);
    const gain = 10 ** (-6 / 20);
    const { peak, meanSquare, gainReductionDb } = mixer.meters;
    expect(peak).toHaveLength(6);
    expect(peak[0]).toBeCloseTo(0.5 * gain, 5);
    expect(meanSquare[0]).toBeCloseTo((0.5 * gain) ** 2 / 2, 6);
    expect([peak[1], peak[2], peak[3], peak[5]]).toEqual([0, 0, 0, 0]);
    expect(peak[4]).toBe(peak[0]);
    expect(gainReductionDb[0]).toBe(0);
    expect(gainReductionDb[1]).toBeCloseTo(-(20 + toDb(0.5)) / 2, 1);
  });

  it('an unknown processor is a bug', () => {
    const strip = [{ id: 'x', processor: 'reverb', version: 1, params: {}, bypassed: false }];
    expect(() => mixerWith(mix(track('a', { strip })))).toThrow(/no processor "reverb"/);
  });
});
