import { describe, expect, test } from 'vitest';
import { instrumentNamed } from '../../../../src-shared/project/instrument-names.ts';
import { INSTRUMENTS, parseEnsemble, REST_INSTRUMENTS } from '../../../../src-shared/project/players.ts';

describe('instruments by the names that people type', () => {
  test.each([...INSTRUMENTS, ...REST_INSTRUMENTS])('%s is its own name, in any case', (instrument) => {
    expect(instrumentNamed(instrument)).toBe(instrument);
    expect(instrumentNamed(instrument.toUpperCase().replace('-', ' '))).toBe(instrument);
  });

  test.each([
    ['Vln.', 'violin'],
    ['Geigen', 'violin'],
    ['バイオリン', 'violin'],
    ['ヴァイオリン', 'violin'],
    ['ﾁｪﾛ', 'cello'],
    ['Flöte', 'flute'],
    ['FLO\u0308TE', 'flute'],
    ['Double Bass', 'double-bass'],
    ['double_bass', 'double-bass'],
    ['violas', 'viola'],
    ['Violinen', 'violin'],
    ['Klarinetten', 'clarinet'],
    ['saxofón', 'saxophone'],
  ])('%s', (name, instrument) => {
    expect(instrumentNamed(name)).toBe(instrument);
  });

  test.each(['bass', 'alto', 'recorder', 'bass clarinet', 'viola da gamba', '', '-', 's'])(
    '"%s" is not guessed',
    (name) => {
      expect(instrumentNamed(name)).toBeNull();
    },
  );

  test('an ensemble is read in any of these words', () => {
    expect(parseEnsemble('Vln:2, Bratsche, チェロ').map(({ id }) => id)).toEqual([
      'violin-1',
      'violin-2',
      'viola',
      'cello',
    ]);
  });

  test('a slip gets a suggestion, and another word the list', () => {
    expect(() => parseEnsemble('viloin')).toThrow(
      '"viloin" is not an instrument Divisi knows; did you mean "violin"?',
    );
    expect(() => parseEnsemble('kazoo')).toThrow(
      '"kazoo" is not an instrument Divisi knows; it knows violin, viola, ',
    );
  });
});
