import { expect, test } from 'vitest';
import { decidePlayers, type PlayersQuestion } from '../../../../../src-main/app/batch/decide-players.ts';
import type { Heard } from '../../../../../src-shared/contract/listening.ts';
import { ensembleOf } from '../../../../../src-shared/project/players.ts';

const duo = ensembleOf(['violin', 'cello']);
const heard = (violin: number, cello: number): Heard => ({
  modelId: 'ears',
  modelVersion: '1',
  silent: false,
  instruments: [
    { instrument: 'violin', probability: violin },
    { instrument: 'cello', probability: cello },
  ],
  proposal: duo,
});
const question = (change: Partial<PlayersQuestion>): PlayersQuestion => ({
  own: [],
  heard: null,
  asked: 'heard',
  replace: false,
  confidence: 0.8,
  ...change,
});

test('what is heard counts from the stated confidence on', () => {
  expect(decidePlayers(question({}))).toEqual({ kind: 'unheard' });
  expect(decidePlayers(question({ heard: heard(0.9, 0.8) }))).toEqual({
    kind: 'players',
    players: duo,
    notes: ['Heard, one player of each: Violin 0.90, Cello 0.80'],
  });
  expect(decidePlayers(question({ heard: heard(0.9, 0.79) }))).toEqual({
    kind: 'left',
    reason: 'Not heard with a confidence of 0.8: Cello (0.79)',
  });
  expect(decidePlayers(question({ heard: { ...heard(0.1, 0.1), proposal: [] } })).kind).toBe('left');
  expect(decidePlayers(question({ heard: { ...heard(0, 0), silent: true } })).kind).toBe('left');
});

test('a recording keeps its own players unless they are to be replaced', () => {
  const own = ensembleOf(['flute']);
  const asked = duo;
  const kept = { kind: 'players', players: own, notes: ['Its own players were kept: Flute'] };
  expect(decidePlayers(question({ own, asked }))).toEqual(kept);
  expect(decidePlayers(question({ own }))).toEqual({ ...kept, notes: [] });
  expect(decidePlayers(question({ own, asked: own }))).toEqual({ ...kept, notes: [] });
  expect(decidePlayers(question({ own, asked, replace: true }))).toMatchObject({ players: duo });
  expect(decidePlayers(question({ own, asked: null, replace: true }))).toEqual({ ...kept, notes: [] });
  expect(decidePlayers(question({ asked: null })).kind).toBe('left');
});
