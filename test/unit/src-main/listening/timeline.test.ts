import { describe, expect, it } from 'vitest';
import {
  anywhere,
  mean,
  meanVector,
  proposedEnsemble,
  slotProbabilities,
  soundingSlots,
} from '../../../../src-main/listening/timeline.ts';
import { planWindows } from '../../../../src-main/listening/windows.ts';
import type { Timeline } from '../../../../src-shared/contract/listening.ts';

const dB = (level: number): number => 10 ** (level / 10);

describe('silence', () => {
  it('is what lies 50 dB under the loudest', () => {
    expect(soundingSlots([dB(-20), dB(-69.9), dB(-70.1), 0])).toEqual([true, true, false, false]);
  });

  it('is all below -80 dBFS, however even', () => {
    expect(soundingSlots([dB(-79.9), dB(-80.1)])).toEqual([true, false]);
    expect(soundingSlots([dB(-90), dB(-90)])).toEqual([false, false]);
    expect(soundingSlots([0, 0])).toEqual([false, false]);
    expect(soundingSlots([])).toEqual([]);
  });
});

describe('probabilities of slots', () => {
  const plan = planWindows(128, 64);
  const all = [true, true, true, true];

  it('are means of the windows over them, one row a class', () => {
    const heard = [Float32Array.of(0.25, 1), Float32Array.of(0.75, 0), Float32Array.of(0.5, 0.5)];
    expect(slotProbabilities(plan, heard, all, 2)).toEqual([
      [0.25, 0.5, 0.625, 0.5],
      [1, 0.5, 0.25, 0.5],
    ]);
  });

  it('leave out windows that were not asked about, and are 0 where nothing sounds', () => {
    const heard = [null, Float32Array.of(0.75), null];
    expect(slotProbabilities(plan, heard, all, 1)).toEqual([[0, 0.75, 0.75, 0]]);
    expect(slotProbabilities(plan, heard, [true, false, true, true], 1)).toEqual([[0, 0, 0.75, 0]]);
  });
});

describe('one number for the whole', () => {
  const every = (count: number): boolean[] => Array.from({ length: count }, () => true);

  it('anywhere: the mean over the best quarter of the sounding slots', () => {
    expect(anywhere([0.1, 0.9, 0.2, 0.7, 0, 0, 0, 0], every(8))).toBeCloseTo(0.8);
    expect(anywhere([0.1, 0.9, 0.2, 0.7, 0.99, 0], [true, true, true, true, false, false])).toBeCloseTo(0.9);
    expect(anywhere([0.4], [true])).toBe(0.4);
    expect(anywhere([0], [false])).toBe(0);
    expect(anywhere([], [])).toBe(0);
  });

  it('mean: over the sounding slots', () => {
    expect(mean([1, 0, 0.5], [true, true, false])).toBeCloseTo(0.5);
    expect(mean([1], [false])).toBe(0);
  });

  it('the vector: the mean, of unit length, or none', () => {
    expect(meanVector([Float32Array.of(1, 0), Float32Array.of(0, 1)])).toEqual(
      Float32Array.of(Math.SQRT1_2, Math.SQRT1_2),
    );
    expect(meanVector([])).toBeNull();
    expect(meanVector([Float32Array.of(1, 0), Float32Array.of(-1, 0)])).toBeNull();
  });
});

describe('the proposed ensemble', () => {
  const timeline = (rows: readonly (readonly number[])[], sounding?: boolean[]): Timeline => ({
    hopSeconds: 1.5,
    windowSeconds: 3,
    slots: rows[0]?.length ?? 0,
    sounding: sounding ?? (rows[0] ?? []).map(() => true),
    rows: rows.map((probabilities, index) => ({
      instrument: (['violin', 'viola', 'cello'] as const)[index] ?? 'flute',
      threshold: index === 1 ? 0.8 : 0.5,
      probabilities: [...probabilities],
    })),
  });
  const instruments = (of: Timeline): string[] => proposedEnsemble(of).map(({ instrument }) => instrument);
  const slots = (count: number, loud: number): number[] =>
    Array.from({ length: count }, (_, slot) => (slot < loud ? 0.7 : 0.1));

  it('has one player of each instrument over its own threshold', () => {
    expect(proposedEnsemble(timeline([slots(4, 4), slots(4, 4), slots(4, 2)]))).toEqual([
      { id: 'violin', instrument: 'violin', label: 'Violin' },
      { id: 'cello', instrument: 'cello', label: 'Cello' },
    ]);
  });

  it('leaves out what is heard in less than three tenths of the slots, or in one alone', () => {
    expect(instruments(timeline([slots(100, 30), slots(100, 0), slots(100, 29)]))).toEqual(['violin']);
    expect(instruments(timeline([slots(3, 1), slots(3, 0), slots(3, 2)]))).toEqual(['cello']);
    expect(instruments(timeline([slots(1, 1)]))).toEqual(['violin']);
  });

  it('counts the sounding slots only, and is empty for silence', () => {
    const mostlySilent = Array.from({ length: 100 }, (_, slot) => slot < 10);
    expect(instruments(timeline([slots(100, 3)], mostlySilent))).toEqual(['violin']);
    expect(instruments(timeline([slots(3, 0)], [false, false, false]))).toEqual([]);
  });
});
