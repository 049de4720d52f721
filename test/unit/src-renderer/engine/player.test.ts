import { describe, expect, it } from 'vitest';
import { resumeSecondsFor } from '../../../../src-renderer/engine/protocol.ts';
import type { FromWorklet, ToWorklet, WorkletReport } from '../../../../src-renderer/engine/protocol.ts';
import { MixPlayer } from '../../../../src-renderer/engine/worklet/player.ts';
import { ramp, SummingMixer } from './fixtures.ts';

const RATE = 8000;
const CHUNK = 256;
const SETTINGS: ToWorklet = {
  type: 'settings',
  revision: 1,
  settings: {
    masterGainDb: 0,
    tracks: [
      {
        id: 'a',
        gainDb: 0,
        pan: 0,
        muted: false,
        soloed: false,
        strip: [],
        automation: [],
        group: null,
        sendsDb: [],
        envelope: null,
      },
    ],
  },
  trackInputs: [0],
};

function setUp(frames: number, commands: ToWorklet[] = [], originalInput: number | null = null) {
  const messages: FromWorklet[] = [];
  const mixer = new SummingMixer();
  const inputs = originalInput === null ? [{ channels: 2 }] : [{ channels: 2 }, { channels: 1 }];
  const player = new MixPlayer(
    mixer,
    RATE,
    {
      inputs,
      originalInput,
      frames,
      chunkFrames: CHUNK,
      resumeSeconds: resumeSecondsFor(false),
      commands: [SETTINGS, ...commands],
    },
    (message) => messages.push(message),
  );
  let time = 0;
  const render = (quanta: number): { left: number[]; right: number[] } => {
    const out: { left: number[]; right: number[] } = { left: [], right: [] };
    for (let i = 0; i < quanta; i += 1) {
      const left = new Float32Array(128).fill(NaN);
      const right = new Float32Array(128).fill(NaN);
      player.render(left, right, time);
      time += 128 / RATE;
      out.left.push(...left);
      out.right.push(...right);
    }
    return out;
  };
  const last = (): WorkletReport => {
    const report = messages.findLast((message) => message.type === 'report');
    if (report === undefined) throw new Error('no report yet');
    return report;
  };
  return { player, mixer, messages, render, last };
}

/** All chunks of `[0, frames)` for input 0. */
const all = (frames: number): ToWorklet => {
  const padded = Math.ceil(frames / CHUNK) * CHUNK;
  const data = ramp(0, padded, 2);
  data.fill(0, frames * 2);
  return { type: 'chunks', input: 0, first: 0, data };
};
const from = (start: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => start + i + 1);

describe('MixPlayer', () => {
  it('is silent until it is told to play', () => {
    const { render, last } = setUp(1024, [all(1024)]);
    expect(render(4).left.every((sample) => sample === 0)).toBe(true);
    expect(last().phase).toBe('stopped');
  });

  it('hands out every sample of the project and stops at its end', () => {
    const { render, messages, last } = setUp(1000, [all(1000), { type: 'play', fade: false }]);
    const { left, right } = render(9);
    expect(left.slice(0, 1000)).toEqual(from(0, 1000));
    expect(right.slice(0, 1000)).toEqual(from(0, 1000).map((value) => -value));
    expect(left.slice(1000).every((sample) => sample === 0)).toBe(true);
    expect(messages.filter((message) => message.type === 'ended')).toHaveLength(1);
    expect(last()).toMatchObject({ phase: 'stopped', position: 1000 });
  });

  it('fades in, and out again on pause, then goes on where it was', () => {
    const { player, render, last } = setUp(4096, [all(4096)]);
    player.receive({ type: 'play', fade: true });
    const first = render(1).left;
    expect(first[0]).toBeCloseTo(1 / 48, 6);
    expect(first.slice(48)).toEqual(from(48, 80));
    player.receive({ type: 'pause' });
    const out = render(2).left;
    expect(out[0]).toBeCloseTo(129 * (1 - 1 / 48), 4);
    expect(out.slice(48).every((sample) => sample === 0)).toBe(true);
    const paused = last().position;
    expect(last().phase).toBe('stopped');
    expect(paused).toBe(128 + 47);
    player.receive({ type: 'play', fade: false });
    expect(render(1).left[0]).toBe(paused + 1);
  });

  it('waits before the first sample while data is missing', () => {
    const { player, render, last } = setUp(4096);
    player.receive({ type: 'play', fade: false });
    expect(render(3).left.every((sample) => sample === 0)).toBe(true);
    expect(last()).toMatchObject({ phase: 'priming', position: 0, underruns: 0 });
    player.receive(all(4096));
    expect(render(1).left).toEqual(from(0, 128));
  });

  it('fades out before the data ends, waits, counts it, and goes on without losing a sample', () => {
    const { player, render, last } = setUp(16_384, [
      { type: 'chunks', input: 0, first: 0, data: ramp(0, 1024, 2) },
      { type: 'play', fade: false },
    ]);
    const heard = render(12).left;
    expect(last()).toMatchObject({ phase: 'waiting', underruns: 1 });
    const stop = last().position;
    expect(stop).toBeLessThan(1024);
    // The fade is gradual: no step larger than the ramp's own slope allows.
    const tail = heard.slice(stop - 60, stop + 8);
    for (let i = 1; i < tail.length; i += 1) {
      expect(Math.abs((tail[i] ?? 0) - (tail[i - 1] ?? 0))).toBeLessThan(1024 / 48 + 2);
    }
    player.receive({ type: 'chunks', input: 0, first: 4, data: ramp(1024, 1024, 2) });
    expect(render(1).left.every((sample) => sample === 0)).toBe(true);
    player.receive({ type: 'chunks', input: 0, first: 8, data: ramp(2048, 2048, 2) });
    const resumed = render(2).left;
    expect(resumed[0]).toBeCloseTo((stop + 1) / 48, 3);
    expect(resumed[100]).toBe(stop + 101);
    expect(last()).toMatchObject({ phase: 'playing', underruns: 1 });
  });

  it('all tracks wait together', () => {
    const { player, render, last } = setUp(4096, [all(4096)], 1);
    player.receive({ type: 'play', fade: false });
    expect(render(2).left.every((sample) => sample === 0)).toBe(true);
    expect(last().phase).toBe('priming');
    player.receive({ type: 'chunks', input: 1, first: 0, data: new Float32Array(4096) });
    expect(render(1).left).toEqual(from(0, 128));
  });

  it('seeks to the sample after settling the strips over half a second of whole blocks', () => {
    const { player, mixer, render, last } = setUp(16_384, [all(16_384)]);
    player.receive({ type: 'seek', position: 9001, generation: 3 });
    player.receive({ type: 'play', fade: false });
    let heard = render(1).left;
    while (heard.every((sample) => sample === 0)) heard = render(1).left;
    expect(heard).toEqual(from(9001, 128));
    expect(mixer.resets).toBe(1);
    expect(mixer.blocks[0]).toBe(Math.floor((9001 - 4000) / 128) * 128);
    mixer.blocks.forEach((block, index) => expect(block).toBe((mixer.blocks[0] ?? 0) + index * 128));
    expect(last()).toMatchObject({ generation: 3, phase: 'playing' });
  });

  it('fades out before a seek while playing', () => {
    const { player, render, last } = setUp(16_384, [all(16_384), { type: 'play', fade: false }]);
    render(4);
    player.receive({ type: 'seek', position: 0, generation: 1 });
    player.receive({ type: 'keep', runs: [[0, 2]] });
    const heard = render(1).left;
    expect(heard[0]).toBeCloseTo(513 * (1 - 1 / 48), 3);
    expect(heard.slice(48).every((sample) => sample === 0)).toBe(true);
    const again = render(1).left;
    expect(again[0]).toBeCloseTo(1 / 48, 5);
    render(1);
    expect(last().underruns).toBe(0);
  });

  it('loops to the sample, on bounds off the block grid', () => {
    const { player, render } = setUp(4096, [all(4096)]);
    player.receive({ type: 'loop', range: { start: 300, end: 777 } });
    player.receive({ type: 'play', fade: false });
    const { left } = render(16);
    // At each jump the step of 476 is taken back over 6 ms (48 frames), so that it does not click.
    const joined = (count: number): number[] =>
      from(300, count).map((sample, i) => sample + 476 * Math.max(0, 1 - i / 48));
    const expected = [...from(0, 777), ...joined(477), ...joined(477), ...joined(317)];
    expect(left).toHaveLength(expected.length);
    left.forEach((sample, i) => expect(sample).toBeCloseTo(expected[i] ?? NaN, 3));
  });

  it('does not loop where it starts past the loop', () => {
    const { player, render } = setUp(4096, [all(4096)]);
    player.receive({ type: 'loop', range: { start: 128, end: 256 } });
    player.receive({ type: 'seek', position: 1024, generation: 1 });
    player.receive({ type: 'play', fade: false });
    let heard = render(1).left;
    while (heard.every((sample) => sample === 0)) heard = render(1).left;
    expect(heard).toEqual(from(1024, 128));
  });

  it('reports the position with its time about thirty times a second, and the meters', () => {
    const { render, messages } = setUp(16_384, [all(16_384), { type: 'play', fade: false }]);
    render(63);
    const reports = messages.filter((message) => message.type === 'report');
    expect(reports.length).toBeGreaterThan(18);
    expect(reports.length).toBeLessThan(34);
    for (const report of reports) expect(report.position / RATE).toBeCloseTo(report.time, 6);
    expect(reports.at(-1)?.peak[0]).toBe(0.5);
  });

  it('measures a mix that is exported as mono as that file will be, and as stereo once it is panned', () => {
    const frames = 32_768;
    const tone = Float32Array.from(
      { length: frames },
      (_, i) => 0.25 * Math.sin((2 * Math.PI * 1000 * i) / RATE),
    );
    const loudness = (pan: number): number | null => {
      const messages: FromWorklet[] = [];
      const track = {
        id: 'a',
        gainDb: 0,
        pan,
        muted: false,
        soloed: false,
        strip: [],
        automation: [],
        group: null,
        sendsDb: [],
        envelope: null,
      };
      const commands: ToWorklet[] = [
        { type: 'settings', revision: 2, settings: { masterGainDb: 0, tracks: [track] }, trackInputs: [0] },
        { type: 'chunks', input: 0, first: 0, data: tone.slice() },
        { type: 'play', fade: false },
      ];
      const options = {
        inputs: [{ channels: 1 }],
        originalInput: null,
        frames,
        chunkFrames: CHUNK,
        resumeSeconds: resumeSecondsFor(false),
        commands,
      };
      const player = new MixPlayer(new SummingMixer(), RATE, options, (message) => messages.push(message));
      const block = new Float32Array(128);
      for (let i = 0; i < 200; i += 1) player.render(block, new Float32Array(128), (i * 128) / RATE);
      const report = messages.findLast((message) => message.type === 'report');
      return report?.mixLufs ?? null;
    };
    const mono = loudness(0);
    const stereo = loudness(0.5);
    if (mono === null || stereo === null) throw new Error('not measured');
    // The stand-in mixer does not pan: both channels carry the same tone.
    expect(stereo - mono).toBeCloseTo(3.0103, 3);
  });

  it('measures the programme of the mix until it is told to start again', () => {
    const frames = 65_536;
    const data = Float32Array.from({ length: 2 * frames }, (_, i) => {
      return 0.25 * Math.sin((2 * Math.PI * 1000 * Math.floor(i / 2)) / RATE);
    });
    const { player, render, last } = setUp(frames, [
      { type: 'chunks', input: 0, first: 0, data },
      { type: 'play', fade: false },
    ]);
    render(200);
    const { momentaryLufs, correlation } = last().programme;
    expect(momentaryLufs).toBeCloseTo(last().mixLufs ?? NaN, 1);
    expect(correlation).toBeCloseTo(1, 6);
    player.receive({ type: 'restart-programme' });
    render(10);
    // Less than half of 400 ms was heard since.
    expect(last().programme.momentaryLufs).toBeLessThan((momentaryLufs ?? NaN) - 3);
  });

  it('replaces the mix by the original without a gap and matched in loudness', () => {
    const frames = 65_536;
    const tone = (amplitude: number, channels: number): Float32Array =>
      Float32Array.from({ length: frames * channels }, (_, i) => {
        return amplitude * Math.sin((2 * Math.PI * 1000 * Math.floor(i / channels)) / RATE);
      });
    const { player, render, last } = setUp(
      frames,
      [
        { type: 'chunks', input: 0, first: 0, data: tone(0.25, 2) },
        { type: 'chunks', input: 1, first: 0, data: tone(0.5, 1) },
        { type: 'play', fade: false },
      ],
      1,
    );
    render(200);
    expect(last().matchDb).toBeCloseTo(-6.0206, 2);
    // A sine of amplitude 0.25 in both channels, K-weighted: about +0.7 dB at 1 kHz.
    expect(last().mixLufs).toBeGreaterThan(-13);
    expect(last().mixLufs).toBeLessThan(-11);
    player.receive({ type: 'monitor', monitor: 'original', match: true });
    const expected = (from: number, amplitude: number, count: number): number[] =>
      Array.from({ length: count }, (_, i) => amplitude * Math.sin((2 * Math.PI * 1000 * (from + i)) / RATE));
    const matched = render(20).left;
    expected(200 * 128, 0.25, matched.length).forEach((value, i) => expect(matched[i]).toBeCloseTo(value, 3));
    player.receive({ type: 'monitor', monitor: 'original', match: false });
    render(150);
    const plain = render(1).left;
    expected(370 * 128, 0.5, 128).forEach((value, i) => expect(plain[i]).toBeCloseTo(value, 2));
  });

  it('crossfades between mix and original over ten milliseconds', () => {
    const mix = new Float32Array(8192).fill(0.25);
    const { player, render } = setUp(
      4096,
      [
        { type: 'chunks', input: 0, first: 0, data: mix },
        { type: 'chunks', input: 1, first: 0, data: new Float32Array(4096) },
        { type: 'play', fade: false },
      ],
      1,
    );
    player.receive({ type: 'monitor', monitor: 'original', match: false });
    const { left } = render(2);
    expect(left[0]).toBeCloseTo(0.25 * (1 - 1 / 80), 5);
    expect(left[39]).toBeCloseTo(0.125, 5);
    expect(left.slice(80).every((sample) => Math.abs(sample) < 1e-6)).toBe(true);
  });
});
