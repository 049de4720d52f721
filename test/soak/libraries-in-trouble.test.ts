import { expect, it } from 'vitest';
import { makeGoodLibrary } from '../support/good-library.ts';
import { tempDir } from '../support/temp.ts';
import { bitFlips, damagedPage, tryTrouble, type Outcome } from '../support/trouble.ts';

/** Case `n` is decided by its number alone, which is its seed. */
const caseOf = (n: number) =>
  n % 4 === 3 ? damagedPage(n, n % 8 === 3 ? 'zeros' : 'noise') : bitFlips(n, [1, 3, 12][n % 4] ?? 1);

it('loses no file to random damage, and brings nine tenths of the libraries back', async () => {
  const count = Number(process.env['DIVISI_TROUBLES'] ?? 400);
  const good = await makeGoodLibrary(tempDir());
  const outcomes: Outcome[] = [];
  for (let n = 1; n <= count; n += 1) outcomes.push(await tryTrouble(caseOf(n), good));
  const unusable = outcomes.filter(({ usable }) => !usable);
  console.log(`${count} cases, ${unusable.length} not usable again`, JSON.stringify(unusable, null, 1));
  expect(outcomes.filter(({ deleted }) => deleted.length > 0)).toEqual([]);
  expect(unusable.length).toBeLessThanOrEqual(count / 10);
});
