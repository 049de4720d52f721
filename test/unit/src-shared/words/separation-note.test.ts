import { expect, it } from 'vitest';
import { SeparationNote, StoredSeparationNote } from '../../../../src-shared/contract/separation-note.ts';
import { en } from '../../../../src-shared/words/en/index.ts';
import { ja } from '../../../../src-shared/words/ja/index.ts';
import { separationNoteText } from '../../../../src-shared/words/separation-note.ts';

const NOTES: Readonly<Record<SeparationNote['kind'], SeparationNote>> = {
  'stays-in-rest': { kind: 'stays-in-rest', instrument: 'piano', because: 'no-model' },
  'shares-stem': { kind: 'shares-stem', instrument: 'violin', declared: 3, most: 2 },
  places: { kind: 'places' },
  untold: { kind: 'untold' },
  'nothing-heard': { kind: 'nothing-heard' },
  'opposite-phase': { kind: 'opposite-phase' },
  direct: { kind: 'direct', bandKhz: 8, modelMs: 1.4, filterMs: 5.8 },
  masked: { kind: 'masked', modelMs: 1.4, windowMs: 92.9 },
  silent: { kind: 'silent' },
  'fell-back': { kind: 'fell-back', provider: 'CUDA', reason: 'no memory' },
  'provider-refused': { kind: 'provider-refused', used: 'CPU', refused: 'CUDA', reason: 'slower' },
  'stays-float': { kind: 'stays-float', stem: 'Viola', because: 'too-long' },
};

it('every note has a sentence in each language, with its values', () => {
  for (const note of Object.values(NOTES)) {
    expect(SeparationNote.parse(note)).toEqual(note);
    const english = separationNoteText(note, en);
    const japanese = separationNoteText(note, ja);
    expect(english).toMatch(/^[A-Z].*[^.]$/);
    expect(japanese).toMatch(/[\u3040-\u30ff]/);
    for (const value of ['1.4 ms', '92.9 ms', '7.2 ms', '8 kHz', 'Viola', 'no memory']) {
      expect(japanese.includes(value)).toBe(english.includes(value));
    }
  }
  expect(separationNoteText(NOTES['shares-stem'], en)).toBe(
    'The model can tell at most 2 violins apart, and 3 are declared: they share one stem',
  );
  expect(separationNoteText({ ...NOTES.direct, filterMs: 0 } as SeparationNote, en)).toMatch(
    /They look 1\.4 ms ahead$/,
  );
});

it('a sentence that an earlier version stored is shown as it is', () => {
  const stored = StoredSeparationNote.parse('The piano stays in the rest: no model was made for it');
  expect(separationNoteText(stored, ja)).toBe('The piano stays in the rest: no model was made for it');
});
