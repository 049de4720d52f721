import { describe, expect, it } from 'vitest';
import { playerColour, stemColour } from '../../../../src-shared/project/player-colour.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';

const quartet = ensembleOf(['piano', 'violin', 'violin', 'viola']);
const stem = (name: string, instrument: 'violin' | 'viola' | null, isRest = false) => ({
  name,
  instrument,
  isRest,
});

describe('colours', () => {
  it('of a stem are its player’s, whatever was left to the rest', () => {
    for (const [index, player] of quartet.entries()) {
      expect(playerColour(quartet, player)).toBe(index);
    }
    expect(stemColour(quartet, stem('violin-2', 'violin'), 1)).toBe(2);
    expect(stemColour(quartet, stem('viola', 'viola'), 0)).toBe(3);
  });
  it('of a shared stem are the first player’s', () => {
    expect(stemColour(quartet, stem('violins', 'violin'), 0)).toBe(1);
  });
  it('of the rest are neutral, and of unknown stems distinct', () => {
    expect(stemColour(quartet, stem('rest', null, true), 3)).toBe(10);
    expect([0, 1, 2].map((index) => stemColour([], stem(`s${index}`, null), index))).toEqual([0, 1, 2]);
  });
});
