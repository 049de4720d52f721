import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  resumeSecondsFor,
  type FromWorklet,
  type ToWorklet,
} from '../../../../src-renderer/engine/protocol.ts';
import { planChunks } from '../../../../src-renderer/engine/stream-plan.ts';
import { Streamer } from '../../../../src-renderer/engine/stream.ts';
import { MixPlayer } from '../../../../src-renderer/engine/worklet/player.ts';
import { newStemId } from '../../../../src-shared/project/ids.ts';
import { ramp, SummingMixer } from './fixtures.ts';

const RATE = 8000;
const CHUNK = 1024;

describe('planChunks of what still grows', () => {
  const plan = (position: number, readyFrames: number, frames = 100_000) =>
    planChunks({
      position,
      prerollFrom: position,
      loop: null,
      aheadFrames: 4096,
      frames,
      readyFrames,
      chunkFrames: CHUNK,
      groupChunks: 4,
    });

  it('leaves out what is not there whole, and the last chunk until all is there', () => {
    expect(plan(0, 0)).toEqual([]);
    expect(plan(0, CHUNK - 1)).toEqual([]);
    expect(plan(0, CHUNK)).toEqual([[0, 1]]);
    expect(plan(0, 2 * CHUNK + 1000)).toEqual([[0, 2]]);
    expect(plan(0, 100_000)).toEqual([[0, 4]]);
    expect(plan(0, 3000, 3001)).toEqual([[0, 2]]);
    expect(plan(0, 3001, 3001)).toEqual([[0, 3]]);
    expect(plan(5000, 3 * CHUNK)).toEqual([]);
  });
});

/** Streamer and worklet's player as the engine joins them, on a recording that is separated while it plays. */
function setUp(frames: number) {
  let ready = 0;
  const asked: number[] = [];
  const messages: FromWorklet[] = [];
  const inputs = [1, 2].map((channels) => ({ audioId: newStemId(), channels, offset: 0 }));
  const track = {
    gainDb: 0,
    pan: 0,
    muted: false,
    soloed: false,
    strip: [],
    automation: [],
    group: null,
    sendsDb: [],
    envelope: null,
  };
  const settings: ToWorklet = {
    type: 'settings',
    revision: 1,
    settings: { masterGainDb: 0, tracks: inputs.map((_, index) => ({ ...track, id: String(index) })) },
    trackInputs: [0, 1],
  };
  const player = new MixPlayer(
    new SummingMixer(),
    RATE,
    {
      inputs,
      originalInput: null,
      frames,
      chunkFrames: CHUNK,
      resumeSeconds: resumeSecondsFor(true),
      commands: [settings],
    },
    (message) => messages.push(message),
  );
  const streamer = new Streamer({
    inputs,
    frames,
    readyFrames: ready,
    sampleRate: RATE,
    chunkFrames: CHUNK,
    fetchPcm: (_id, from, count, channels) => {
      asked.push(from + count);
      if (from + count > ready) return Promise.reject(new Error('asked for what is not there'));
      return Promise.resolve(ramp(from, count, channels));
    },
    post: (message) => player.receive(message),
    onLost: () => undefined,
    onFailure: (failure) => {
      throw failure;
    },
  });
  streamer.seek(0);
  const heard: number[] = [];
  let generation = 0;
  const last = () => messages.findLast((message) => message.type === 'report');
  /** Plays for so many seconds, a quantum at a time, as the audio thread and the window do in turn. */
  const pass = async (seconds: number): Promise<void> => {
    for (let quantum = 0; quantum < (seconds * RATE) / 128; quantum += 1) {
      const [left, right] = [new Float32Array(128), new Float32Array(128)];
      player.render(left, right, 0);
      heard.push(...left);
      const report = last();
      if (report?.generation !== generation) continue;
      if (report.phase === 'playing' || report.phase === 'waiting') streamer.advance(report.position);
      await vi.advanceTimersByTimeAsync(16);
    }
  };
  const grow = (to: number): void => {
    ready = to;
    streamer.setReady(to);
  };
  const seek = (position: number): void => {
    generation += 1;
    player.receive({ type: 'seek', position, generation });
    streamer.seek(position);
  };
  /** Frames that were heard at full level: there the sum of both stems' ramps grows by two. */
  const framesHeard = (): number[] =>
    heard.filter((value, at) => (heard[at + 1] ?? 0) - value === 2).map((value) => value / 2 - 1);
  return { player, streamer, asked, messages, pass, grow, seek, last, framesHeard };
}

describe('playback of what still grows', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('begins with the first piece, waits at its edge, and goes on by itself', async () => {
    const frames = 8 * RATE + 77;
    const { player, streamer, asked, messages, pass, grow, last, framesHeard } = setUp(frames);
    player.receive({ type: 'play', fade: true });
    await pass(0.5);
    expect([asked, last()?.phase]).toEqual([[], 'priming']);

    grow(2 * RATE);
    await pass(1);
    expect(last()?.phase).toBe('playing');
    await pass(2);
    expect(last()).toMatchObject({ phase: 'waiting', underruns: 1 });
    const edge = last()?.position ?? 0;
    expect(edge).toBeGreaterThan(2 * RATE - CHUNK - 0.1 * RATE);
    expect(edge).toBeLessThanOrEqual(2 * RATE);

    // A little more is not worth going on for.
    grow(2 * RATE + CHUNK);
    await pass(1);
    expect(last()).toMatchObject({ phase: 'waiting', position: edge });
    grow(4 * RATE);
    await pass(0.5);
    expect(last()).toMatchObject({ phase: 'playing', underruns: 1 });

    grow(frames);
    await pass(8);
    expect(messages.at(-1)).toMatchObject({ type: 'ended' });
    expect(last()).toMatchObject({ phase: 'stopped', position: frames, underruns: 1 });
    expect(Math.max(...asked)).toBe(frames);
    // Nothing was skipped or heard twice but for the three fades (6 ms each), and nothing was silence in its place.
    const played = framesHeard();
    expect(played.length).toBeGreaterThan(frames - 4 * 0.006 * RATE);
    expect(played).toEqual(played.toSorted((a, b) => a - b));
    expect(new Set(played).size).toBe(played.length);
    streamer.close();
  });

  it('starts where it was sought as soon as that is there', async () => {
    const { player, streamer, asked, pass, grow, seek, last } = setUp(20 * RATE);
    grow(6 * RATE);
    player.receive({ type: 'play', fade: true });
    await pass(0.2);
    seek(6 * RATE);
    await pass(1);
    expect(last()).toMatchObject({ phase: 'priming', position: 6 * RATE });
    expect(Math.max(...asked)).toBeLessThanOrEqual(6 * RATE);
    grow(8 * RATE);
    await pass(0.5);
    expect(last()?.phase).toBe('playing');
    expect(last()?.position).toBeGreaterThan(6 * RATE);
    expect(Math.max(...asked)).toBeLessThanOrEqual(8 * RATE);
    streamer.close();
  });
});
