import { expect, it } from 'vitest';
import type { NoteOrigin } from '../../../../src-shared/project/notes.ts';
import { parseEnsemble } from '../../../../src-shared/project/players.ts';
import { unnamedPlayers, unorderedPlayers } from '../../../../src-shared/project/unordered-players.ts';

const note = (player: string, origin: NoteOrigin) => ({ player, origin });

it.each([
  ['without notes', 'violin:2,viola,cello', [], ['violin-1 violin-2']],
  [
    'with heard notes',
    'violin:2,cello',
    [note('violin-1', 'heard'), note('cello', 'score')],
    ['violin-1 violin-2'],
  ],
  ['with a score', 'violin:2,cello', [note('violin-1', 'score'), note('violin-2', 'heard')], []],
  ['with drawn notes', 'violin:2', [note('violin-2', 'drawn')], []],
  ['of several instruments', 'flute:2,oboe,clarinet:2', [], ['flute-1 flute-2', 'clarinet-1 clarinet-2']],
  ['of three, who share a stem', 'violin:3', [], []],
  ['who stay in the rest', 'piano:2,cello', [], []],
] as const)('players %s', (_, players, notes, pairs) => {
  const found = unorderedPlayers(parseEnsemble(players), notes);
  expect(found.map((pair) => pair.map(({ id }) => id).join(' '))).toEqual(pairs);
});

it.each([
  ['of a string quartet', 'violin:2,viola,cello', [], ['violin-1 violin-2 viola']],
  ['of a string quintet', 'viola:2,violin:2,cello', [], ['viola-1 viola-2 violin-1 violin-2']],
  ['one violin and one viola', 'violin,viola,cello', [], []],
  ['beside three violins, who share a stem', 'violin:3,viola:2', [], ['viola-1 viola-2']],
  ['of winds', 'flute:2,oboe,clarinet:2', [], ['flute-1 flute-2', 'clarinet-1 clarinet-2']],
  [
    'with heard notes and one drawn line',
    'violin:2,viola',
    [note('violin-1', 'heard'), note('viola', 'drawn')],
    ['violin-1 violin-2'],
  ],
  ['with a score', 'violin:2,viola', ['violin-1', 'violin-2', 'viola'].map((id) => note(id, 'score')), []],
] as const)('players whose stems may have each other’s names: %s', (_, players, notes, groups) => {
  const found = unnamedPlayers(parseEnsemble(players), notes);
  expect(found.map((group) => group.map(({ id }) => id).join(' '))).toEqual(groups);
});
