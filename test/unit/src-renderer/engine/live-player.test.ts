import { describe, expect, test } from 'vitest';
import type { FromLiveWorklet } from '../../../../src-renderer/engine/live-protocol.ts';
import { LivePlayer } from '../../../../src-renderer/engine/worklet/live-player.ts';
import { createEar } from '../../../../src-shared/hearing/fitting.ts';
import { STANDARD_AUDIOGRAMS } from '../../../../src-shared/hearing/standard-audiograms.ts';
import { MIX_BLOCK } from '../../../../src-shared/mixing/types.ts';
import type { Fitting } from '../../../../src-shared/project/fitting.ts';
import { noise } from '../../../support/signals.ts';

const RATE = 22_050;
const BLOCK = 320;
const TURNAROUND = 800;
/** What a dropout adds: 10 ms, in whole blocks of the mixer. */
const STEP = 256;
const OPTIONS = {
  ...{ stems: 2, block: BLOCK, warmUp: 0, trial: 0 },
  ...{ least: TURNAROUND - BLOCK, most: TURNAROUND - BLOCK + 600 },
};
const LATENCY = LivePlayer.latency(RATE, OPTIONS);
/** Frames in which the sound rises at the start. */
const RISE = 64;

/** Runs the player over an input; `answer` gives the stems of a block, or null for a block that is lost. */
function play(
  input: Float32Array,
  answer: (block: number, samples: Float32Array) => readonly Float32Array[] | null,
  before: (player: LivePlayer) => void = () => undefined,
) {
  const out = new Float32Array(input.length);
  const messages: FromLiveWorklet[] = [];
  const player = new LivePlayer(RATE, OPTIONS, (message) => void messages.push(message));
  before(player);
  const right = new Float32Array(MIX_BLOCK);
  for (let at = 0; at + MIX_BLOCK <= input.length; at += MIX_BLOCK) {
    const seen = messages.length;
    player.render([input.subarray(at, at + MIX_BLOCK)], out.subarray(at, at + MIX_BLOCK), right);
    for (const message of messages.slice(seen)) {
      if (message.type !== 'block') continue;
      const stems = answer(message.block, message.samples);
      if (stems !== null) player.receive({ type: 'stems', block: message.block, stems });
    }
  }
  const statuses = messages.flatMap((message) => (message.type === 'status' ? [message.status] : []));
  return { out, statuses, messages };
}

const halves = (samples: Float32Array) => [samples.map((v) => 0.25 * v), samples.map((v) => 0.75 * v)];
const input = noise(200 * MIX_BLOCK, 3).map((value) => 0.3 * value);

describe('a live player', () => {
  test('plays stems that add up to the input as the input, late by exactly its latency', () => {
    const { out, statuses } = play(input, (_, samples) => halves(samples));
    expect([...out.subarray(0, LATENCY)].every((value) => value === 0)).toBe(true);
    for (let n = LATENCY + RISE; n < out.length; n += 1) {
      if (Math.abs((out[n] ?? 0) - (input[n - LATENCY] ?? 0)) > 1e-6) throw new Error(`frame ${n} differs`);
    }
    expect(statuses.at(-1)).toMatchObject({ dropouts: 0, turnaround: TURNAROUND });
  });

  test('leaves a lost block out, counts it once, and plays all that follows a little later, without a click', () => {
    const { out, statuses } = play(input, (block, samples) => (block === 5 ? null : halves(samples)));
    const [from, to] = [5 * BLOCK + LATENCY, 6 * BLOCK + LATENCY + STEP];
    for (let n = LATENCY + RISE; n < out.length; n += 1) {
      const found = out[n] ?? 0;
      if (n >= from && n < to) {
        const fallen = 0.9 ** (n - from + 1) * Math.abs(input[5 * BLOCK - 1] ?? 0);
        expect(Math.abs(Math.abs(found) - fallen)).toBeLessThan(2e-6);
        continue;
      }
      const delay = n < from ? LATENCY : LATENCY + STEP;
      const gate = n < to ? 1 : Math.min(1, (n - to + 1) / 64);
      if (Math.abs(found - gate * (input[n - delay] ?? 0)) > 1e-6) throw new Error(`frame ${n} differs`);
    }
    expect(statuses.at(-1)).toMatchObject({ dropouts: 1, turnaround: TURNAROUND + STEP });
  });

  test('plays nothing and counts nothing until a trial has shown how long the stems need, then waits longer', () => {
    const trial = { ...OPTIONS, warmUp: 20 * MIX_BLOCK, trial: 40 * MIX_BLOCK };
    const late = new Map<number, readonly Float32Array[]>();
    const messages: FromLiveWorklet[] = [];
    const player = new LivePlayer(RATE, trial, (message) => void messages.push(message));
    const out = new Float32Array(input.length);
    const right = new Float32Array(MIX_BLOCK);
    for (let at = 0; at < input.length; at += MIX_BLOCK) {
      // Those of the warm-up need 6 blocks, the others three, longer than the least wait.
      for (const [block, stems] of late) {
        const needs = block < 5 ? 6 : 3;
        if (at < (block + 1 + needs) * BLOCK) continue;
        player.receive({ type: 'stems', block, stems });
        late.delete(block);
      }
      const seen = messages.length;
      player.render([input.subarray(at, at + MIX_BLOCK)], out.subarray(at, at + MIX_BLOCK), right);
      for (const message of messages.slice(seen)) {
        if (message.type === 'block') late.set(message.block, halves(message.samples));
      }
    }
    const statuses = messages.flatMap((message) => (message.type === 'status' ? [message.status] : []));
    const begins = trial.warmUp + trial.trial;
    const playing = statuses.filter(({ isPlaying }) => isPlaying);
    expect(statuses.length).toBeGreaterThan(playing.length);
    expect(playing.length).toBeGreaterThan(3);
    expect(new Set(statuses.map(({ dropouts }) => dropouts))).toEqual(new Set([0]));
    const turnaround = playing.at(-1)?.turnaround ?? 0;
    expect(turnaround).toBeGreaterThan(BLOCK + 3 * BLOCK);
    expect(turnaround).toBeLessThanOrEqual(BLOCK + OPTIONS.most);
    const latency = LATENCY - TURNAROUND + turnaround;
    expect(out.subarray(0, begins).every((value) => value === 0)).toBe(true);
    // The limiter is behind by its own time, and the sound rises from silence.
    for (let n = begins + LATENCY - TURNAROUND + RISE; n < out.length; n += 1) {
      if (Math.abs((out[n] ?? 0) - (input[n - latency] ?? 0)) > 1e-6) throw new Error(`frame ${n} differs`);
    }
  });

  test('stems that come late are not played late', () => {
    const held = new Map<number, readonly Float32Array[]>();
    let player: LivePlayer | null = null;
    const { out, statuses } = play(
      input,
      (block, samples) => {
        held.set(block, halves(samples));
        // Six blocks later is after their turn, which comes at most 4.1 blocks after they began.
        const stems = held.get(block - 6);
        if (stems !== undefined) player?.receive({ type: 'stems', block: block - 6, stems });
        return null;
      },
      (made) => {
        player = made;
      },
    );
    expect(out.every((value) => value === 0)).toBe(true);
    const last = statuses.at(-1);
    expect(last?.dropouts).toBeGreaterThan(50);
    expect(last?.turnaround).toBe(BLOCK + OPTIONS.most);
  });

  test('faders act on their own stems, without a jump', () => {
    const ones = new Float32Array(input.length).fill(0.5);
    const { out, statuses } = play(
      ones,
      (_, samples) => halves(samples),
      (player) => player.receive({ type: 'gains', gains: [0, 2] }),
    );
    expect(out.at(-1)).toBeCloseTo(0.75, 6);
    const steps = out
      .subarray(LATENCY + RISE + 1)
      .map((value, n) => Math.abs(value - (out[LATENCY + RISE + n] ?? 0)));
    expect(Math.max(...steps)).toBeLessThan(0.01);
    expect(statuses.at(-1)?.peaks.map((peak) => Number(peak.toFixed(3)))).toEqual([0.5, 0, 0.75]);
  });

  test('the limiter keeps the output below full scale', () => {
    const { out } = play(
      input,
      (_, samples) => halves(samples),
      (player) => player.receive({ type: 'gains', gains: [10, 10] }),
    );
    expect(Math.max(...out.map(Math.abs))).toBeLessThan(10 ** (-0.99 / 20));
  });

  test('a measurement plays the sequence instead and records the input from its first sample on', () => {
    const sequence = Float32Array.from({ length: 1000 }, (_, n) => (n % 2 === 0 ? 1 : -1));
    const { out, messages } = play(
      input,
      (_, samples) => halves(samples),
      (player) => player.receive({ type: 'measure', sequence, record: 1500 }),
    );
    const measured = messages.find((message) => message.type === 'measured');
    expect(measured?.recorded).toEqual(input.slice(0, 1500));
    const delay = LATENCY - TURNAROUND;
    expect(Math.abs(out[delay + 500] ?? 0)).toBeCloseTo(0.05, 3);
  });

  test('a fitting is heard on the output, bypassed at once, and keeps its peaks below its limit', () => {
    const ear = STANDARD_AUDIOGRAMS.N3;
    const fitting: Fitting = {
      ...{ listener: 'N3', hearing: { left: ear, right: ear }, rule: 'nal-r', loss: 'none' },
      ...{ fullScaleDbSpl: 95, limitDbSpl: 85, matchDb: null, matchedMix: null, bypassed: false },
    };
    const fitted = play(
      input,
      (_, samples) => halves(samples),
      (player) => player.receive({ type: 'fitting', fitting }),
    ).out;
    expect(Math.max(...fitted.map(Math.abs))).toBeLessThan(10 ** (-10 / 20));
    // Noise at this level would be louder than the limit allows: only where both are soft is it the fitted sound.
    const soft = input.map((value) => 0.01 * value);
    const softly = play(
      soft,
      (_, samples) => halves(samples),
      (player) => player.receive({ type: 'fitting', fitting }),
    ).out;
    const alone = createEar(fitting, ear, RATE, MIX_BLOCK);
    const expected = Float64Array.from(soft, (value, n) => Math.min(1, (n + 1) / RISE) * value);
    alone.process(expected);
    const rest = LATENCY - MIX_BLOCK;
    for (let n = LATENCY; n < softly.length; n += 1) {
      if (Math.abs((softly[n] ?? 0) - (expected[n - rest] ?? 0)) > 1e-6)
        throw new Error(`frame ${n} differs`);
    }
    const { out } = play(
      input,
      (_, samples) => halves(samples),
      (player) => player.receive({ type: 'fitting', fitting: { ...fitting, bypassed: true } }),
    );
    for (let n = LATENCY + RISE; n < out.length; n += 1) {
      if (Math.abs((out[n] ?? 0) - (input[n - LATENCY] ?? 0)) > 1e-6) throw new Error(`frame ${n} differs`);
    }
  });
});
