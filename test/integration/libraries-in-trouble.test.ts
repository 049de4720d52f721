import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeGoodLibrary, type GoodLibrary } from '../support/good-library.ts';
import { tempFolder } from '../support/temp.ts';
import { TROUBLES, tryTrouble, type Outcome } from '../support/trouble.ts';

const folder = tempFolder();
const outcomes: Outcome[] = [];
let good: GoodLibrary;

beforeAll(async () => {
  good = await makeGoodLibrary(folder.path);
});
afterAll(() => folder.remove());

describe('a library whose database is lost, empty, older or damaged', () => {
  it.each(TROUBLES.map((trouble) => [trouble.name, trouble] as const))(
    'loses no file: %s',
    async (_, trouble) => {
      const outcome = await tryTrouble(trouble, good);
      outcomes.push(outcome);
      expect(outcome.deleted).toEqual([]);
      expect(outcome.way).not.toMatch(/^bug/);
    },
  );

  it('is usable again without hand work in at least 36 of 40 cases', () => {
    expect(outcomes).toHaveLength(40);
    const broken = outcomes.filter(({ usable }) => !usable);
    expect(broken.length, JSON.stringify(broken, null, 1)).toBeLessThanOrEqual(4);
  });
});
