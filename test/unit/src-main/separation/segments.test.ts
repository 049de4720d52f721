import { describe, expect, it } from 'vitest';
import { frontEndOf, framesOf } from '../../../../src-main/audio/frontend.ts';
import type { MaskModel } from '../../../../src-main/separation/mask-model.ts';
import { Passage } from '../../../../src-main/audio/read/passage.ts';
import { planPieces } from '../../../../src-main/separation/pieces.ts';
import { runSegments } from '../../../../src-main/separation/segments.ts';
import type { SegmentState } from '../../../../src-main/separation/segments.ts';
import { planStems } from '../../../../src-main/separation/stem-plan.ts';
import { INSTRUMENTS, ensembleOf } from '../../../../src-shared/project/players.ts';
import { fakeModel } from './fake-model.ts';
import { maxDifference, noise, sine } from '../../../support/signals.ts';
import { music, readerOf } from '../../../support/music.ts';
import { frontend } from './frontend-spec.ts';

interface Options {
  readonly model?: MaskModel;
  readonly resume?: SegmentState | null;
  readonly signal?: AbortSignal;
  readonly gridBits?: number | null;
  readonly passage?: { readonly from: number; readonly to: number };
}

/** Runs on two violins and a cello; `outputs[file][channel]`, the rest's last. */
async function separate(planar: readonly Float32Array[], rate: number, options: Options = {}) {
  const stems = planStems(ensembleOf(['violin', 'violin', 'cello']), {
    classes: INSTRUMENTS,
    playersPerClass: 2,
  });
  const model = options.model ?? fakeModel(stems.slots.length);
  const { from, to } = options.passage ?? { from: 0, to: planar[0]!.length };
  const passage = new Passage(readerOf(planar, rate), from, to);
  const frontEnd = frontEndOf({ sampleRate: 22_050, frontend }, rate);
  const blocks: Float32Array[][][] = [0, 1, 2, 3].map(() => planar.map(() => []));
  const states: SegmentState[] = [];
  await runSegments({
    passage,
    frontEnd,
    model,
    stems,
    pieces: planPieces(framesOf(frontEnd, passage.length), model.length),
    gridBits: options.gridBits ?? null,
    resume: options.resume ?? null,
    signal: options.signal ?? new AbortController().signal,
    write(block) {
      for (const [file, channels] of block.entries()) {
        for (const [channel, samples] of channels.entries()) blocks[file]![channel]!.push(samples.slice());
      }
      return Promise.resolve();
    },
    segmentDone(state) {
      states.push(state);
      return Promise.resolve();
    },
  });
  const outputs = blocks.map((channels) =>
    channels.map((parts) => Float32Array.from(parts.flatMap((part) => [...part]))),
  );
  return { outputs, states };
}

function expectSum(
  outputs: readonly (readonly Float32Array[])[],
  planar: readonly Float32Array[],
  limit = 0,
): void {
  for (const [channel, samples] of planar.entries()) {
    let worst = 0;
    for (const [n, value] of samples.entries()) {
      worst = Math.max(worst, Math.abs(outputs.reduce((sum, file) => sum + file[channel]![n]!, 0) - value));
    }
    expect(worst).toBeLessThanOrEqual(limit);
    for (const file of outputs) expect(file[channel]).toHaveLength(samples.length);
  }
}

const rounded = (planar: readonly Float32Array[], bits: number): Float32Array[] =>
  planar.map((samples) => samples.map((value) => Math.round(value * 2 ** (bits - 1)) / 2 ** (bits - 1)));

describe('runSegments', () => {
  it.each([
    [44_100, 2, 16],
    [48_000, 1, 24],
    [96_000, 2, 24],
    [8000, 1, 16],
    [11_025, 2, 16],
  ])(
    'at %i Hz, %i channels, %i bits: stems plus rest are the recording, bit for bit',
    async (rate, channels, bits) => {
      const planar = rounded(music(Math.round(rate * 3.3), rate, channels), bits);
      const { outputs, states } = await separate(planar, rate, { gridBits: bits });
      expectSum(outputs, planar);
      expect(states.length).toBeGreaterThan(1);
      expect(outputs.every((file) => file[0]!.some((value) => value !== 0))).toBe(true);
      for (const file of outputs) {
        expect(file[0]!.every((value) => Number.isInteger(value * 2 ** (bits - 1)))).toBe(true);
      }
    },
  );

  it.each([1, 2, 1023, 1024, 1025, 30_000])('takes %i samples', async (length) => {
    const planar = rounded([noise(length, length)], 16);
    expectSum((await separate(planar, 44_100, { gridBits: 16 })).outputs, planar);
  });

  it('is below -140 dBFS for floats', async () => {
    const planar = music(100_000, 44_100, 2);
    expectSum((await separate(planar, 44_100)).outputs, planar, 1e-7);
  });

  it('gives silence for silence', async () => {
    const { outputs } = await separate([new Float32Array(50_000), new Float32Array(50_000)], 44_100);
    for (const file of outputs)
      for (const samples of file) expect(samples.every((value) => value === 0)).toBe(true);
  });

  it('gives the whole recording to the one stem whose mask is one, at any rate', async () => {
    for (const rate of [22_050, 44_100, 48_000]) {
      const whole: MaskModel = {
        bins: 1025,
        length: 32,
        masks: () => {
          const data = new Float32Array(4 * 1025 * 32).fill(1, 0, 1025 * 32);
          return Promise.resolve({ data, slots: 4, bins: 1025, length: 32, undeclared: null });
        },
      };
      const planar = music(70_001, rate, 1);
      const { outputs } = await separate(planar, rate, { model: whole });
      for (const [n, value] of outputs[0]![0]!.entries()) {
        if (Math.abs(value - planar[0]![n]!) > 1e-6) throw new Error(`${rate} Hz: sample ${n} is off`);
      }
    }
  });

  it('separates a passage as a recording of its own', async () => {
    const planar = music(120_000, 44_100, 1);
    const inner = planar.map((samples) => samples.slice(20_000, 90_000));
    const passage = await separate(planar, 44_100, { passage: { from: 20_000, to: 90_000 } });
    expect(passage.outputs).toEqual((await separate(inner, 44_100)).outputs);
  });

  it('gives two equal channels the stems of one', async () => {
    const [mono] = music(150_000, 44_100, 1);
    const one = await separate([mono!], 44_100);
    const two = await separate([mono!, mono!], 44_100);
    for (const [file, channels] of two.outputs.entries()) {
      for (const samples of channels) {
        expect(maxDifference(samples, one.outputs[file]![0]!)).toBeLessThan(1e-4);
      }
    }
  });

  it('hears by the places of two channels what the masks share out evenly', async () => {
    const rate = 44_100;
    const frames = rate * 5;
    const tone = (hz: number) => sine(frames, rate, hz, 0.3);
    const [low, high] = [tone(441), tone(2205)];
    const common = [noise(frames, 5, 0.02), noise(frames, 6, 0.02)];
    // Two players left and right; the masks know who plays the tones and nothing of the noise around them.
    const planar = [0, 1].map((side) =>
      low.map(
        (value, n) =>
          (side === 0 ? value : 0.05 * value) + (side === 1 ? high[n]! : 0.05 * high[n]!) + common[side]![n]!,
      ),
    );
    const near = (k: number, hz: number) => Math.abs((k * 22_050) / 2048 - hz) < 60;
    const knowing: MaskModel = {
      bins: 1025,
      length: 32,
      masks: () => {
        const data = new Float32Array(4 * 1025 * 32);
        for (let k = 0; k < 1025; k += 1) {
          const shares = near(k, 441) ? [1, 0] : near(k, 2205) ? [0, 1] : [0.5, 0.5];
          for (const [slot, share] of shares.entries()) {
            for (let frame = 0; frame < 32; frame += 1) data[(slot * 32 + frame) * 1025 + k] = share;
          }
        }
        return Promise.resolve({ data, slots: 4, bins: 1025, length: 32, undeclared: null });
      },
    };
    const { outputs } = await separate(planar, rate, { model: knowing });
    for (const [stem, side] of [
      [0, 0],
      [1, 1],
    ] as const) {
      const energy = outputs[stem]!.map((samples) => samples.reduce((sum, value) => sum + value * value, 0));
      expect(energy[side]! / energy[1 - side]!).toBeGreaterThan(100);
    }
    expectSum(outputs, planar, 1e-6);
  });

  it('goes on after any segment with the same samples', async () => {
    const planar = music(200_000, 48_000, 2);
    const whole = await separate(planar, 48_000);
    expect(whole.states.length).toBe(5);
    expect(whole.states.at(-1)?.undeclared.byClass[1]).toBeGreaterThan(0);
    for (const resume of whole.states) {
      const { outputs, states } = await separate(planar, 48_000, { resume });
      if (states.length > 0) expect(states.at(-1)?.undeclared).toEqual(whole.states.at(-1)?.undeclared);
      for (const [file, channels] of outputs.entries()) {
        for (const [channel, samples] of channels.entries()) {
          const expected = whole.outputs[file]![channel]!.slice(resume.samplesDone);
          expect(Buffer.compare(Buffer.from(samples.buffer), Buffer.from(expected.buffer))).toBe(0);
        }
      }
    }
  });

  it('stops between segments', async () => {
    const stop = new AbortController();
    const model = fakeModel(4);
    let pieces = 0;
    const counting: MaskModel = {
      ...model,
      masks: (magnitudes, firstFrame) => {
        pieces += 1;
        if (pieces === 2) stop.abort();
        return model.masks(magnitudes, firstFrame);
      },
    };
    await expect(
      separate(music(200_000, 44_100, 1), 44_100, { model: counting, signal: stop.signal }),
    ).rejects.toThrow(expect.objectContaining({ code: 'call/cancelled' }));
    expect(pieces).toBe(2);
  });

  it('gives the model the next piece before it answers the one at hand', async () => {
    const model = fakeModel(4);
    const planar = music(200_000, 44_100, 1);
    const pieces = (await separate(planar, 44_100, { model })).states.length;
    let given = 0;
    let answerPrevious = (): void => undefined;
    const waiting: MaskModel = {
      ...model,
      masks: async (magnitudes, firstFrame) => {
        given += 1;
        answerPrevious();
        const next = new Promise<void>((resolve) => {
          answerPrevious = resolve;
        });
        if (given < pieces) await next;
        return model.masks(magnitudes, firstFrame);
      },
    };
    const { states } = await separate(planar, 44_100, { model: waiting });
    expect(pieces).toBeGreaterThan(2);
    expect(states).toHaveLength(pieces);
  });

  it('keeps two equal players on their stems when the model swaps them from piece to piece', async () => {
    let piece = 0;
    const swapping: MaskModel = {
      bins: 1025,
      length: 32,
      masks: () => {
        const data = new Float32Array(4 * 1025 * 32);
        const [low, high] = piece % 2 === 0 ? [0, 1] : [1, 0];
        piece += 1;
        for (let k = 0; k < 1025; k += 1) {
          const slot = k < 100 ? low : high;
          for (let frame = 0; frame < 32; frame += 1) data[(slot * 32 + frame) * 1025 + k] = 1;
        }
        return Promise.resolve({ data, slots: 4, bins: 1025, length: 32, undeclared: null });
      },
    };
    const rate = 44_100;
    const tone = (hz: number) =>
      Float32Array.from({ length: rate * 4 }, (_, n) => 0.3 * Math.sin((2 * Math.PI * hz * n) / rate));
    const [low, high] = [tone(300), tone(3000)];
    const { outputs } = await separate([low.map((value, n) => value + high[n]!)], rate, { model: swapping });
    expect(piece).toBeGreaterThan(3);
    for (let n = 3000; n < low.length - 3000; n += 1) {
      if (Math.abs(outputs[0]![0]![n]! - low[n]!) > 1e-3) throw new Error(`the stems change places at ${n}`);
    }
  });

  it('says where the recording holds what is no number', async () => {
    const planar = music(100_000, 44_100, 1);
    planar[0]![44_100] = NaN;
    await expect(separate(planar, 44_100)).rejects.toThrow(
      expect.objectContaining({ code: 'audio/not-finite', details: { seconds: 1 } }),
    );
  });
});
