import { describe, expect, it } from 'vitest';
import type { MaskSeparatorManifest } from '../../../../src-main/inference/separator-manifest.ts';
import type { FloatTensor, Session, TensorData } from '../../../../src-main/inference/session.ts';
import type { PlayerNotes } from '../../../../src-main/notes/prior.ts';
import { createMaskModel, levelFactor } from '../../../../src-main/separation/mask-model.ts';
import { planStems } from '../../../../src-main/separation/stem-plan.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';

const BINS = 9;
const LENGTH = 16;
/** The parts of a manifest that the model is asked by. */
const manifest = {
  segmentFrames: LENGTH,
  frontend: { type: 'stft', size: 16, hop: 8, window: 'hann', scaling: 'window-sum', input: 'magnitude' },
  inputs: [
    { name: 'mag', role: 'magnitude', shape: [1, BINS, -1], dtype: 'float32' },
    { name: 'n', role: 'counts', shape: [1, 2], dtype: 'float32' },
    { name: 's', role: 'slots', shape: [-1], dtype: 'int64' },
  ],
  sources: { kind: 'conditioned', classes: ['violin', 'cello'], playersPerClass: 2, rest: true },
  outputs: [{ name: 'out', role: 'masks', shape: [1, -1, BINS, -1], dtype: 'float32' }],
} as unknown as MaskSeparatorManifest;
const plan = planStems(ensembleOf(['violin', 'cello', 'cello']), {
  classes: ['violin', 'cello'],
  playersPerClass: 2,
});

function modelOf(answer: (inputs: Readonly<Record<string, TensorData>>) => FloatTensor) {
  const session: Pick<Session, 'runFor'> = {
    runFor: (inputs, outputs) => {
      expect(outputs).toEqual(['out']);
      return Promise.resolve([answer(inputs)]);
    },
  };
  return createMaskModel(session, manifest, plan);
}

const quarter = (): FloatTensor => ({
  data: new Float32Array(4 * BINS * LENGTH).fill(0.25),
  shape: [1, 4, BINS, LENGTH],
});
const frames = (count: number, value: number) =>
  Array.from({ length: count }, (_, frame) => new Float32Array(BINS).fill(value * (frame + 1)));

describe('createMaskModel', () => {
  it('gives the model what its manifest names: bins by frames, counts, slots; zeros after the recording’s end', async () => {
    const seen: Readonly<Record<string, TensorData>>[] = [];
    const model = modelOf((inputs) => {
      seen.push(inputs);
      return quarter();
    });
    const masks = await model.masks(frames(3, 1), 0);
    expect(masks).toMatchObject({ slots: 4, bins: BINS, length: LENGTH, undeclared: null });
    const { mag, n, s } = seen[0]!;
    expect(mag?.shape).toEqual([1, BINS, LENGTH]);
    const factor = levelFactor(frames(3, 1));
    expect([...mag!.data].slice(LENGTH, LENGTH + 5)).toEqual([factor, 2 * factor, 3 * factor, 0, 0]);
    expect([...n!.data]).toEqual([1, 2]);
    expect([...s!.data]).toEqual([0n, 2n, 3n, 4n]);
  });

  it('asks the same of a recording at any level', async () => {
    const seen: number[][] = [];
    const model = modelOf((inputs) => {
      seen.push([...(inputs.mag?.data ?? [])].map(Number));
      return quarter();
    });
    for (const level of [1, 2 ** -20, 2 ** 6]) await model.masks(frames(LENGTH, level), 0);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen[2]).toEqual(seen[0]);
  });

  it.each([
    ['shares', [0.25, 0], [1, 2], null],
    ['shares of another shape', [0.25, 0, 0], [1, 3], 'model/invalid'],
    ['shares that are no numbers', [NaN, 0], [1, 2], 'model/invalid'],
  ])('takes the undeclared classes’ %s of the piece', async (_, shares, shape, code) => {
    const session: Pick<Session, 'runFor'> = {
      runFor: (_inputs, outputs) => {
        expect(outputs).toEqual(['out', 'others']);
        return Promise.resolve([quarter(), { data: Float32Array.from(shares), shape }]);
      },
    };
    const telling = {
      ...manifest,
      outputs: [...manifest.outputs, { name: 'others', role: 'undeclared', shape: [1, 2], dtype: 'float32' }],
      undeclared: { notableShare: 0.02 },
    } as unknown as MaskSeparatorManifest;
    const answer = createMaskModel(session, telling, plan).masks(frames(2, 1), 0);
    if (code === null) expect([...((await answer).undeclared ?? [])]).toEqual(shares);
    else await expect(answer).rejects.toThrow(expect.objectContaining({ code }));
  });

  it.each([
    ['another shape', { data: new Float32Array(3 * BINS * LENGTH), shape: [1, 3, BINS, LENGTH] }],
    ['values that are no numbers', { ...quarter(), data: new Float32Array(4 * BINS * LENGTH).fill(NaN) }],
    ['values above one', { ...quarter(), data: new Float32Array(4 * BINS * LENGTH).fill(3) }],
    ['values below zero', { ...quarter(), data: new Float32Array(4 * BINS * LENGTH).fill(-0.1) }],
  ])('refuses masks of %s', async (_, answer) => {
    await expect(modelOf(() => answer).masks(frames(2, 1), 0)).rejects.toThrow(
      expect.objectContaining({ code: 'model/invalid' }),
    );
  });

  it.each([
    [false, 3],
    [true, 4],
  ])(
    'keeps the masks of a piece until their room is needed: with a thread %s, for the answer %i after them',
    async (forThread, rooms) => {
      let answers = 0;
      const session: Pick<Session, 'runFor'> = {
        runFor: () => {
          answers += 1;
          return Promise.resolve([{ ...quarter(), data: quarter().data.fill(answers / 10) }]);
        },
      };
      const model = createMaskModel(session, manifest, plan, null, forThread);
      const first = (await model.masks(frames(LENGTH, 1), 0)).data;
      for (let later = 1; later < rooms; later += 1) await model.masks(frames(LENGTH, 1), 0);
      expect(first[0]).toBeCloseTo(0.1, 6);
      await model.masks(frames(LENGTH, 1), 0);
      expect(first[0]).toBeCloseTo((rooms + 1) / 10, 6);
    },
  );
});

describe('levelFactor', () => {
  it('is a power of two that brings any level to about one', () => {
    for (const level of [1e-9, 0.003, 0.5, 1, 40]) {
      const factor = levelFactor([new Float32Array(8).fill(level)]);
      expect(Number.isInteger(Math.log2(factor))).toBe(true);
      expect(level * factor).toBeGreaterThanOrEqual(0.7);
      expect(level * factor).toBeLessThanOrEqual(1.42);
    }
  });

  it('leaves silence alone', () => {
    expect(levelFactor([new Float32Array(8)])).toBe(1);
    expect(levelFactor([])).toBe(1);
  });

  it('gives a model that takes notes ones where it is told nothing, and each piece the prior of its own frames', async () => {
    const telling = {
      ...manifest,
      inputs: [...manifest.inputs, { name: 'p', role: 'notes', shape: [1, -1, 4, -1], dtype: 'float32' }],
      notes: {
        lowestHz: 440,
        stepsPerOctave: 12,
        candidates: 4,
        floor: 0.01,
        widthSemitones: 0.6,
        widenSeconds: 0,
      },
    } as unknown as MaskSeparatorManifest;
    const seen: TensorData[] = [];
    const session: Pick<Session, 'runFor'> = {
      runFor: (inputs) => {
        if (inputs['p'] !== undefined)
          seen.push({ ...inputs['p'], data: inputs['p'].data.slice() } as TensorData);
        return Promise.resolve([quarter()]);
      },
    };
    await createMaskModel(session, telling, plan).masks(frames(LENGTH, 1), 0);
    expect(seen[0]).toMatchObject({ shape: [1, 4, 4, LENGTH] });
    expect((seen[0]!.data as Float32Array).every((value) => value === 1)).toBe(true);
    const player = { notes: [{ onset: 20, offset: 22, pitch: 70 }], knownFrom: 0, knownTo: 1000 };
    const told = {
      notes: { hash: '', bySlot: [null, player, null, null] },
      sampleRate: 1,
      centre: (frame: number) => frame,
    };
    const model = createMaskModel(session, telling, plan, told);
    await model.masks(frames(LENGTH, 1), 16);
    await model.masks(frames(LENGTH, 1), 8);
    const data = seen.map((tensor) => tensor.data as Float32Array);
    const row = (slot: number, k: number, index: number) => [
      ...data[index]!.slice((slot * 4 + k) * LENGTH, (slot * 4 + k + 1) * LENGTH),
    ];
    const soundsAt = (from: number) =>
      Array.from({ length: LENGTH }, (_, t) => (t === from || t === from + 1 ? 1 : 0));
    expect(row(1, 1, 1).map(Math.round)).toEqual(soundsAt(4));
    expect(row(1, 1, 2).map(Math.round)).toEqual(soundsAt(12));
    for (const slot of [0, 2, 3]) expect(new Set(row(slot, 1, 1))).toEqual(new Set([1]));
  });

  it('sharpens the masks by the pitches that the model hears, where the notes of nobody are known', async () => {
    const [bins, candidates, peak] = [129, 24, 8];
    const hearing = {
      ...manifest,
      sampleRate: 22050,
      frontend: { ...manifest.frontend, size: 256 },
      inputs: [...manifest.inputs, { name: 'p', role: 'notes', shape: [1, -1, candidates, -1] }],
      outputs: [...manifest.outputs, { name: 'heard', role: 'pitches', shape: [1, -1, candidates, -1] }],
      notes: {
        ...{ lowestHz: (peak * 22050) / 256 / 2, stepsPerOctave: 12, candidates },
        ...{ floor: 0.01, widthSemitones: 0.6, widenSeconds: 0 },
      },
    } as unknown as MaskSeparatorManifest;
    const asked: (readonly string[])[] = [];
    const session: Pick<Session, 'runFor'> = {
      runFor: (_, outputs) => {
        asked.push(outputs);
        const masks = {
          data: new Float32Array(4 * bins * LENGTH).fill(0.25),
          shape: [1, 4, bins, LENGTH],
        };
        const pitches = {
          data: new Float32Array(4 * candidates * LENGTH),
          shape: [1, 4, candidates, LENGTH],
        };
        // The violin an octave above the lowest candidate, the cellos a fifth higher.
        for (const row of [12, candidates + 19, 2 * candidates + 19])
          pitches.data.fill(0.95, row * LENGTH, (row + 1) * LENGTH);
        return Promise.resolve([masks, pitches].slice(0, outputs.length));
      },
    };
    const tone = Array.from({ length: LENGTH }, () =>
      Float32Array.from({ length: bins }, (_, k) =>
        k % peak === 0 ? 1 : k % peak === 1 || k % peak === 7 ? 0.5 : 0.01,
      ),
    );
    const shareOf = async (bySlot: readonly (PlayerNotes | null)[] | null): Promise<number> => {
      const told = bySlot && { notes: { hash: '', bySlot }, sampleRate: 1, centre: (frame: number) => frame };
      const { data } = await createMaskModel(session, hearing, plan, told).masks(tone, 0);
      return data[(LENGTH / 2) * bins + 2 * peak]!;
    };
    const silent = { notes: [], knownFrom: 0, knownTo: 1000 };
    expect(await shareOf(null)).toBeGreaterThan(0.35);
    expect(await shareOf([null, { ...silent, isOpenBetween: true }, null, null])).toBeGreaterThan(0.35);
    expect(await shareOf([null, silent, null, null])).toBe(0.25);
    expect(asked).toEqual(Array(3).fill(['out', 'heard']));
  });
});
