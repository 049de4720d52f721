import { expect, it } from 'vitest';
import { pitchName } from '../../../../src-shared/format/pitch.ts';

it('names pitches as musicians do', () => {
  expect([60, 69, 61, 70, 57.2, 59.9, 0].map(pitchName)).toEqual([
    'C4',
    'A4',
    'C♯4',
    'B♭4',
    'A3 +20 ct',
    'C4 −10 ct',
    'C-1',
  ]);
});
