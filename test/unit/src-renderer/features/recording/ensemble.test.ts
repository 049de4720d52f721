import { afterEach, describe, expect, it } from 'vitest';
import {
  addPlayer,
  isPreset,
  namedEnsemble,
  setInstrument,
  setLabel,
} from '../../../../../src-renderer/features/recording/ensemble.ts';
import { setLanguage } from '../../../../../src-renderer/words/words.ts';

afterEach(() => setLanguage('en'));

const labels = (players: ReturnType<typeof namedEnsemble>) => players.map(({ label }) => label);

describe('the labels of players', () => {
  it('are in the language of the window, and numbered where several play the instrument', () => {
    expect(labels(namedEnsemble(['violin', 'violin', 'double-bass']))).toEqual([
      'Violin 1',
      'Violin 2',
      'Double bass',
    ]);
    setLanguage('ja');
    expect(labels(namedEnsemble(['violin', 'violin', 'cello']))).toEqual([
      'ヴァイオリン 1',
      'ヴァイオリン 2',
      'チェロ',
    ]);
  });

  it('change their language with the next edit, but for those that the user wrote', () => {
    const english = setLabel(namedEnsemble(['violin', 'viola']), 1, 'Nobuko');
    setLanguage('ja');
    expect(labels(addPlayer(english, 'violin'))).toEqual(['ヴァイオリン 1', 'Nobuko', 'ヴァイオリン 2']);
    expect(labels(setInstrument(english, 1, 'horn'))).toEqual(['ヴァイオリン', 'ホルン']);
  });

  it('leave the ids, which name files, in English', () => {
    setLanguage('ja');
    expect(namedEnsemble(['violin', 'violin']).map(({ id }) => id)).toEqual(['violin-1', 'violin-2']);
  });

  it('make a preset in either language', () => {
    const english = namedEnsemble(['violin', 'cello']);
    setLanguage('ja');
    expect(isPreset(english, ['violin', 'cello'])).toBe(true);
    expect(isPreset(namedEnsemble(['violin', 'cello']), ['violin', 'cello'])).toBe(true);
    expect(isPreset(setLabel(english, 0, 'Ida'), ['violin', 'cello'])).toBe(false);
  });
});
