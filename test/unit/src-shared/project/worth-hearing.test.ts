import { expect, it } from 'vitest';
import { isHeardByDefault, isWorthHearing } from '../../../../src-shared/project/worth-hearing.ts';
import { parseEnsemble } from '../../../../src-shared/project/players.ts';

it.each([
  ['violin:2', true, true],
  ['violin,clarinet,bassoon', true, false],
  ['violin:2,cello', true, true],
  ['violin:2,viola,cello', false, false],
  ['violin,cello', false, false],
  ['flute', false, false],
  ['violin,cello,piano', false, false],
])('of %s: %s, and by default: %s', (players, worth, byDefault) => {
  expect(isWorthHearing(parseEnsemble(players))).toBe(worth);
  expect(isHeardByDefault(parseEnsemble(players))).toBe(byDefault);
});
