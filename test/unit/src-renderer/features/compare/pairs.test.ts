import { describe, expect, it } from 'vitest';
import {
  commonPassage,
  comparedPassage,
  finished,
  firstPair,
  firstPassage,
  stemPairs,
  unorderedLabels,
} from '../../../../../src-renderer/features/compare/pairs.ts';
import { readySeparation, runningSeparation } from '../../../../support/separation.ts';

const RATE = 44_100;

describe('which separations are compared', () => {
  const old = readySeparation({ modelId: 'a' });
  const other = readySeparation({ modelId: 'b' });
  const newest = readySeparation({ modelId: 'a' });

  it('takes the newest two of different models, the older one first', () => {
    expect(firstPair([newest, old, other])).toEqual([other, newest]);
  });
  it('takes two of one model where there is no other', () => {
    expect(firstPair([newest, old])).toEqual([old, newest]);
  });
  it('takes none where two passages or their players do not meet', () => {
    expect(firstPair([newest])).toBeNull();
    expect(firstPair([newest, readySeparation({ from: newest.to, to: newest.to + 10 })])).toBeNull();
    const [stem] = newest.stems;
    if (stem === undefined) throw new Error('no stem');
    expect(firstPair([newest, readySeparation({ stems: [{ ...stem, name: 'tuba' }] })])).toBeNull();
  });
  it('leaves out what is not finished', () => {
    expect(finished([runningSeparation(), old])).toEqual([old]);
  });
});

it('pairs stems by their names, in the first order, with the rest last', () => {
  const a = readySeparation();
  const b = readySeparation({ stems: [...readySeparation().stems].reverse() });
  const pairs = stemPairs(a, { ...b, stems: b.stems.filter(({ name }) => name !== 'viola') });
  expect(pairs.map(({ name }) => name)).toEqual(['cello', 'rest']);
  for (const { name, of } of pairs) expect(of.map((stem) => stem.name)).toEqual([name, name]);
});

describe('the passage that is compared', () => {
  const common = { from: 100, to: 100 + 120 * RATE };

  it('is where both are', () => {
    expect(commonPassage({ from: 0, to: 10 }, { from: 5, to: 20 })).toEqual({ from: 5, to: 10 });
    expect(commonPassage({ from: 0, to: 10 }, { from: 10, to: 20 })).toBeNull();
  });
  it('is 20 s at first and a minute at most', () => {
    expect(firstPassage(common, RATE)).toEqual({ from: 100, to: 100 + 20 * RATE });
    expect(comparedPassage(common, common, RATE)).toEqual({ from: 100, to: 100 + 60 * RATE });
  });
  it('is cut where the separations end', () => {
    expect(comparedPassage({ from: 0, to: 500 }, common, RATE)).toEqual({ from: 100, to: 500 });
    expect(comparedPassage({ from: 0, to: 100 }, common, RATE)).toBeNull();
  });
});

it('names the players who may be the other way round, unless both models were told the notes', () => {
  const players = [1, 2].map((n) => ({
    id: `violin-${n}`,
    instrument: 'violin' as const,
    label: `Violin ${n}`,
  }));
  const a = readySeparation({ players });
  expect(unorderedLabels(a, a)).toEqual([['Violin 1', 'Violin 2']]);
  const told = readySeparation({ players, notesSha256: 'x' });
  expect(unorderedLabels(told, told)).toEqual([]);
  expect(unorderedLabels(a, told)).toEqual([['Violin 1', 'Violin 2']]);
});
