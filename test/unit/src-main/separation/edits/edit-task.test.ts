import { mkdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPcm } from '../../../../../src-main/audio/read/open.ts';
import {
  runEditStems,
  type EditStemsInput,
  type MoveEdit,
} from '../../../../../src-main/separation/edits/edit-task.ts';
import type { RegionShape } from '../../../../../src-shared/dsp/region/shapes.ts';
import { music, writeRecording } from '../../../../support/music.ts';
import { FRAMES, RATE, makeWorkplace, separate, type Separated, type Workplace } from '../workplace.ts';

let workplace: Workplace;
const separated = new Map<'s16' | 'f32', Separated & { readonly recording: string }>();
let folders = 0;

beforeAll(async () => {
  workplace = await makeWorkplace();
  for (const format of ['s16', 'f32'] as const) {
    const recording = join(workplace.root, `${format}.wav`);
    await writeRecording(recording, music(FRAMES, RATE, 2), RATE, format);
    const input = workplace.inputOf({ recording: { path: recording, channelMap: [0, 1] } });
    separated.set(format, { ...(await separate(input)), recording });
  }
});
afterAll(() => workplace.remove());

const read = async (path: string): Promise<Float32Array[]> => {
  const reader = await openPcm(path);
  const samples = await reader.read(0, reader.frames);
  await reader.close();
  return samples;
};

async function edit(format: 's16' | 'f32', change: Partial<EditStemsInput>) {
  const before = separated.get(format);
  if (before === undefined) throw new Error('nothing was separated');
  folders += 1;
  const outDir = join(workplace.root, `edit-${folders}`);
  await mkdir(outDir);
  const stems = before.result.stems.map(({ name, path, isRest, rmsDbfs }) => ({
    name,
    path,
    isRest,
    rmsDbfs,
  }));
  const input: EditStemsInput = {
    ...{ recording: { path: before.recording, channelMap: [0, 1] }, from: 0, to: FRAMES, stems, outDir },
    edit: { kind: 'exchange', from: RATE, to: 2 * RATE, sounds: swapOf('violin-1', 'cello') },
    ...change,
  };
  const progress: number[] = [];
  const result = await runEditStems(input, {
    signal: new AbortController().signal,
    progress: ({ done }) => progress.push(done),
    event: () => undefined,
  });
  return { before: stems, after: result.stems, outDir, progress, recording: before.recording };
}

const swapOf = (first: string, second: string) => ({ [first]: second, [second]: first });

const pointAt = (seconds: number, hz: number) => ({ at: Math.round(seconds * RATE), hz });

/** The largest difference between the recording and the sum of its stems and rest. */
async function nullOf(recording: string, paths: readonly string[]): Promise<number> {
  const whole = await read(recording);
  const parts = await Promise.all(paths.map(read));
  let most = 0;
  for (const [channel, samples] of whole.entries()) {
    for (const [n, value] of samples.entries()) {
      let sum = 0;
      for (const part of parts) sum += part[channel]?.[n] ?? NaN;
      most = Math.max(most, Math.abs(sum - value));
    }
  }
  return most;
}

describe('swapping two stems in a passage', () => {
  it.each(['s16', 'f32'] as const)(
    'exchanges them there and nowhere else, of a %s recording',
    async (format) => {
      const { before, after, progress, recording } = await edit(format, {});
      const half = Math.round(0.02 * RATE) / 2;
      const pathOf = (files: readonly { name: string; path: string }[], name: string): string =>
        files.find((file) => file.name === name)?.path ?? '';
      for (const [name, other] of [['violin-1', 'cello'] as const, ['cello', 'violin-1'] as const]) {
        const [old, swappedIn, now] = await Promise.all(
          [pathOf(before, name), pathOf(before, other), pathOf(after, name)].map(read),
        );
        for (const [channel, samples] of (now ?? []).entries()) {
          const inside = { from: RATE + half, to: 2 * RATE - half };
          for (const [n, value] of samples.entries()) {
            const isIn = n >= inside.from && n < inside.to;
            const isOut = n < RATE - half || n >= 2 * RATE + half;
            const expected = (isIn ? swappedIn : old)?.[channel]?.[n];
            if ((isIn || isOut) && value !== expected) throw new Error(`${name} differs at ${n}: ${value}`);
          }
        }
      }
      const most = await nullOf(
        recording,
        after.map(({ path }) => path),
      );
      expect(most).toBeLessThanOrEqual(format === 's16' ? 0 : 2 ** -24);
      expect(progress.at(-1)).toBeGreaterThan(0.8);
      expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    },
  );

  it('links what stays the same, so that only two files take room', async () => {
    const { before, after } = await edit('s16', {});
    expect(Object.fromEntries(after.map(({ name, changed }) => [name, changed]))).toEqual({
      'violin-1': true,
      'violin-2': false,
      cello: true,
      rest: false,
    });
    for (const name of ['violin-2', 'rest']) {
      const [old, now] = await Promise.all(
        [before, after].map((files) => stat(files.find((file) => file.name === name)?.path ?? '')),
      );
      expect(now?.ino).toBe(old?.ino);
    }
  });

  it('gives the level of the new stems', async () => {
    const { after } = await edit('s16', {});
    for (const { path, rmsDbfs } of after) {
      const samples = await read(path);
      let sum = 0;
      for (const channel of samples) for (const value of channel) sum += value * value;
      expect(rmsDbfs).toBeCloseTo(10 * Math.log10(sum / (FRAMES * samples.length)), 9);
    }
  });

  it('can give the rest a stem’s place', async () => {
    const { before, after, recording } = await edit('s16', {
      edit: { kind: 'exchange', from: 0, to: FRAMES, sounds: swapOf('rest', 'cello') },
    });
    const contentOf = (files: readonly { name: string; path: string }[], name: string) =>
      readFile(files.find((file) => file.name === name)?.path ?? '');
    expect(await contentOf(after, 'rest')).toEqual(await contentOf(before, 'cello'));
    expect(await contentOf(after, 'cello')).toEqual(await contentOf(before, 'rest'));
    expect(
      await nullOf(
        recording,
        after.map(({ path }) => path),
      ),
    ).toBe(0);
  });

  it('brings the same bytes back when done twice over the whole', async () => {
    const sounds = swapOf('violin-1', 'cello');
    const whole = { kind: 'exchange', from: 0, to: FRAMES, sounds } as const;
    const { before, after } = await edit('s16', { edit: whole });
    const again = await edit('s16', {
      stems: after.map((stem) => ({ ...stem, isRest: stem.name === 'rest' })),
      edit: whole,
    });
    for (const [index, { path }] of again.after.entries()) {
      expect(await readFile(path)).toEqual(await readFile(before[index]?.path ?? ''));
    }
  });

  it('lets any number of stems change places, and brings the same bytes back', async () => {
    const ring = { 'violin-1': 'violin-2', 'violin-2': 'cello', cello: 'violin-1' };
    const back = Object.fromEntries(Object.entries(ring).map(([stem, sound]) => [sound, stem]));
    const whole = { kind: 'exchange', from: 0, to: FRAMES } as const;
    const { before, after, recording } = await edit('s16', { edit: { ...whole, sounds: ring } });
    const pathOf = (files: readonly { name: string; path: string }[], name: string): string =>
      files.find((file) => file.name === name)?.path ?? '';
    for (const [stem, sound] of Object.entries(ring)) {
      expect(await read(pathOf(after, stem))).toEqual(await read(pathOf(before, sound)));
    }
    expect(after.find(({ name }) => name === 'rest')?.changed).toBe(false);
    const paths = after.map(({ path }) => path);
    expect(await nullOf(recording, paths)).toBe(0);
    const stems = after.map((stem) => ({ ...stem, isRest: stem.name === 'rest' }));
    const again = await edit('s16', { stems, edit: { ...whole, sounds: back } });
    for (const [index, { path }] of again.after.entries()) {
      expect(await readFile(path)).toEqual(await readFile(before[index]?.path ?? ''));
    }
  });

  it('refuses a stem that gives its sound to nobody', async () => {
    const sounds = { 'violin-1': 'violin-2', 'violin-2': 'cello' };
    await expect(
      edit('s16', { edit: { kind: 'exchange', from: 0, to: RATE, sounds } }),
    ).rejects.toMatchObject({
      code: 'call/invalid',
    });
  });

  it('refuses a stem that does not exist, the same stem twice, and a change of nothing', async () => {
    const swap = (first: string, second: string) =>
      edit('s16', { edit: { kind: 'exchange', from: 0, to: RATE, sounds: swapOf(first, second) } });
    await expect(swap('flute', 'cello')).rejects.toMatchObject({ code: 'call/invalid' });
    await expect(swap('cello', 'cello')).rejects.toMatchObject({ code: 'call/invalid' });
    const silence = join(workplace.root, 'silence.wav');
    await writeRecording(
      silence,
      [0, 1].map(() => new Float32Array(FRAMES)),
      RATE,
      's16',
    );
    const input = workplace.inputOf({ recording: { path: silence, channelMap: [0, 1] } });
    const { result } = await separate(input);
    await expect(
      edit('s16', { recording: { path: silence, channelMap: [0, 1] }, stems: [...result.stems] }),
    ).rejects.toMatchObject({ code: 'separation/unchanged' });
  });
});

type Change = Partial<MoveEdit & { from: number; to: number; lowHz: number | null; highHz: number | null }>;

describe('moving sound of a stem', () => {
  const move = ({ lowHz = null, highHz = null, ...change }: Change = {}) => {
    const range = { from: RATE, to: 2 * RATE, ...change };
    const selection: RegionShape[] = [
      { kind: 'rectangle', erase: false, from: range.from, to: range.to, lowHz, highHz },
    ];
    return { kind: 'move' as const, source: 'violin-1', target: 'cello', share: 1, selection, ...range };
  };
  const at = (files: readonly { name: string; path: string }[], name: string) =>
    read(files.find((file) => file.name === name)?.path ?? '');

  it.each(['s16', 'f32'] as const)(
    'sends all of it to another stem there, of a %s recording',
    async (format) => {
      const { before, after, recording } = await edit(format, { edit: move() });
      const [source, target] = await Promise.all(['violin-1', 'cello'].map((name) => at(before, name)));
      const [left, filled] = await Promise.all(['violin-1', 'cello'].map((name) => at(after, name)));
      const middle = 1.5 * RATE;
      for (const channel of [0, 1]) {
        expect(left?.[channel]?.[middle]).toBe(0);
        const sum = Math.fround((source?.[channel]?.[middle] ?? NaN) + (target?.[channel]?.[middle] ?? NaN));
        expect(filled?.[channel]?.[middle]).toBe(sum);
        expect(left?.[channel]?.subarray(0, RATE - 1000)).toEqual(
          source?.[channel]?.subarray(0, RATE - 1000),
        );
        expect(filled?.[channel]?.subarray(2 * RATE + 1000)).toEqual(
          target?.[channel]?.subarray(2 * RATE + 1000),
        );
      }
      const most = await nullOf(
        recording,
        after.map(({ path }) => path),
      );
      expect(most).toBeLessThanOrEqual(format === 's16' ? 0 : 2 ** -24);
      if (format === 's16') expect(after.find(({ name }) => name === 'rest')?.changed).toBe(false);
    },
  );

  it('moves a band of frequencies alone, the sum staying bit for bit', async () => {
    const { before, after, recording } = await edit('s16', { edit: move({ lowHz: 500, highHz: 2000 }) });
    expect(
      await nullOf(
        recording,
        after.map(({ path }) => path),
      ),
    ).toBe(0);
    expect(after.map(({ changed }) => changed)).toEqual([true, false, true, false]);
    const [old, now] = await Promise.all([at(before, 'violin-1'), at(after, 'violin-1')]);
    const level = (samples: Float32Array | undefined, hz: number): number => {
      let [re, im] = [0, 0];
      const part = samples?.subarray(1.55 * RATE, 1.95 * RATE) ?? new Float32Array(0);
      for (const [n, value] of part.entries()) {
        const window = Math.sin((Math.PI * n) / part.length) ** 2;
        re += window * value * Math.cos((2 * Math.PI * hz * n) / RATE);
        im += window * value * Math.sin((2 * Math.PI * hz * n) / RATE);
      }
      return 20 * Math.log10(Math.hypot(re, im));
    };
    // The music's note from 1.5 s on, and its second harmonic inside the band.
    const note = 220 * 2 ** (3 / 12);
    expect(level(now[0], note) - level(old[0], note)).toBeCloseTo(0, 0);
    expect(level(now[0], 4 * note) - level(old[0], 4 * note)).toBeLessThan(-40);
  });

  it.each(['s16', 'f32'] as const)(
    'moves any selection, and the null of a %s recording stays',
    async (format) => {
      const stroke = {
        kind: 'brush',
        points: [pointAt(1.2, 300), pointAt(1.8, 900)],
        seconds: 0.2,
        semitones: 6,
      } as const;
      const selection: RegionShape[] = [
        { kind: 'harmonics', erase: false, from: RATE, to: 1.6 * RATE, hz: 262, count: 12, cents: 120 },
        { kind: 'lasso', erase: false, points: [pointAt(1.1, 200), pointAt(2.4, 1500), pointAt(1.3, 4000)] },
        { ...stroke, erase: false },
        { ...stroke, erase: true, semitones: 2 },
      ];
      const { before, after, recording } = await edit(format, {
        edit: move({ from: RATE, to: 2.4 * RATE, selection }),
      });
      const most = await nullOf(
        recording,
        after.map(({ path }) => path),
      );
      expect(most).toBeLessThanOrEqual(format === 's16' ? 0 : 2 ** -24);
      const changed = after.filter((stem) => stem.changed).map(({ name }) => name);
      expect(changed.filter((name) => name !== 'rest')).toEqual(['violin-1', 'cello']);
      const [old, now] = await Promise.all([at(before, 'violin-1'), at(after, 'violin-1')]);
      const reach = 1000;
      expect(now[0]?.subarray(0, RATE - reach)).toEqual(old[0]?.subarray(0, RATE - reach));
      expect(now[0]?.subarray(2.4 * RATE + reach)).toEqual(old[0]?.subarray(2.4 * RATE + reach));
      expect(now[0]?.subarray(RATE, 2 * RATE)).not.toEqual(old[0]?.subarray(RATE, 2 * RATE));
    },
  );

  it('makes a stem louder or softer; the rest takes the difference', async () => {
    const whole = { from: 0, to: FRAMES, target: 'rest' };
    const soft = await edit('s16', { edit: move({ ...whole, share: 0.5 }) });
    const [old, now] = await Promise.all([at(soft.before, 'violin-1'), at(soft.after, 'violin-1')]);
    for (const [n, value] of (now[0] ?? []).entries()) {
      if (Math.abs(value - (old[0]?.[n] ?? NaN) / 2) > 2 ** -15) throw new Error(`not half at ${n}`);
    }
    expect(
      await nullOf(
        soft.recording,
        soft.after.map(({ path }) => path),
      ),
    ).toBe(0);
    const loud = await edit('s16', { edit: move({ ...whole, share: -1 }) });
    const levels = [soft, loud].map(
      ({ after }) => after.find(({ name }) => name === 'violin-1')?.rmsDbfs ?? NaN,
    );
    expect((levels[1] ?? NaN) - (levels[0] ?? NaN)).toBeCloseTo(20 * Math.log10(4), 1);
    expect(
      await nullOf(
        loud.recording,
        loud.after.map(({ path }) => path),
      ),
    ).toBe(0);
  });

  it('takes sound out of the rest', async () => {
    const { before, after, recording } = await edit('s16', {
      edit: move({ source: 'rest', target: 'violin-2' }),
    });
    const rest = await at(after, 'rest');
    expect(Math.max(...(rest[0]?.subarray(1.1 * RATE, 1.9 * RATE) ?? [1]))).toBe(0);
    expect(rest[0]?.subarray(0, RATE - 1000)).toEqual(
      (await at(before, 'rest'))[0]?.subarray(0, RATE - 1000),
    );
    expect(
      await nullOf(
        recording,
        after.map(({ path }) => path),
      ),
    ).toBe(0);
  });
});
