import { expect, it } from 'vitest';
import { isWorthHearing } from '../../../../src-shared/project/worth-hearing.ts';
import { parseEnsemble } from '../../../../src-shared/project/players.ts';

it.each([
  ['violin:2', true],
  ['violin,clarinet,bassoon', true],
  ['violin:2,cello', true],
  ['violin:2,viola,cello', false],
  ['violin,cello', false],
  ['flute', false],
  ['violin,cello,piano', false],
])('of %s: %s', (players, worth) => {
  expect(isWorthHearing(parseEnsemble(players))).toBe(worth);
});
