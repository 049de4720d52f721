import { expect, it } from 'vitest';
import { abcVoices } from '../../../../src-main/notes/abc-voices.ts';

it('a tune of one voice has one', () => {
  expect(abcVoices('X:1\nK:C\nC D\n')).toEqual([{ name: '1', text: 'X:1\nK:C\nC D\n\n' }]);
});

it('voices that take turns line by line are told apart, declared or inline', () => {
  const tune = `X:1
%%score T B
V:T clef=treble name="Tenor"
V:B nm="Bass" clef=bass
L:1/4
K:F
[V:T] c d |
[V:B] F2 |
V:T
e f |]
V:B
C2 |]`;
  expect(abcVoices(tune)).toEqual([
    { name: 'Tenor', text: 'X:1\nL:1/4\nK:F clef=treble\n c d |\ne f |]\n' },
    { name: 'Bass', text: 'X:1\nL:1/4\nK:F clef=bass\n F2 |\nC2 |]\n' },
  ]);
});
