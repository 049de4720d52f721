import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseNotes } from '../../src-shared/project/notes.ts';
import { writeRecording } from '../support/music.ts';
import { composed, musicXmlOf, performed, RATE } from '../support/played-score.ts';
import { tempFolder } from '../support/temp.ts';
import { divisi } from './cli-fixture.ts';

const BARS = 8;
/** Seed 11 is played, half a second to the quarter; 12 is another piece. */
const PIECE = composed(BARS, 11);
const { path: dir, remove } = tempFolder();
const audio = join(dir, 'duo.wav');
const score = join(dir, 'duo.musicxml');
const other = join(dir, 'other.musicxml');

beforeAll(async () => {
  await writeRecording(audio, [performed(PIECE, (q) => 0.5 * q, 2 * BARS + 0.5)], RATE, 's16');
  writeFileSync(score, musicXmlOf(PIECE, BARS, 0));
  writeFileSync(other, musicXmlOf(composed(BARS, 12), BARS, 0));
});

afterAll(remove);

it('prints which bar is where, and writes the notes', async () => {
  const out = join(dir, 'notes.json');
  const call = ['align', audio, '--score', score, '--players', 'violin,cello', '--out', out];
  const ran = await divisi([...call, '--json']);
  expect(ran.status, ran.err).toBe(0);
  const answer = JSON.parse(ran.out) as {
    repeats: string;
    notes: number;
    parts: { player: string }[];
    bars: { label: string; start_s: number; fit: number }[];
  };
  expect(answer).toMatchObject({ repeats: 'as-written', notes: PIECE.length });
  expect(answer.parts.map(({ player }) => player)).toEqual(['violin', 'cello']);
  expect(answer.bars.map(({ label, start_s }) => [label, Math.round(start_s)])).toEqual(
    Array.from({ length: BARS }, (_, bar) => [String(bar + 1), 2 * bar]),
  );
  expect(parseNotes(readFileSync(out, 'utf8')).notes).toHaveLength(PIECE.length);
});

it('refuses a score of another piece with its reason and status 3', async () => {
  const ran = await divisi(['align', audio, '--score', other]);
  expect(ran).toMatchObject({ status: 3, out: '' });
  expect(ran.err).toMatch(/another piece/);
});

it.each([
  ['a score that is missing', ['--score', join(dir, 'none.mid')], /not there/],
  ['a recording as the score', ['--score', audio], /no score/],
  ['no score at all', [], /--score is missing/],
  ['an output of no known kind', ['--score', score, '--out', join(dir, 'notes.txt')], /\.json/],
])(
  'refuses %s with status 2',
  async (_, args, words) => {
    const ran = await divisi(['align', audio, ...args]);
    expect(ran).toMatchObject({ status: 2, out: '' });
    expect(ran.err).toMatch(words);
  },
  60_000,
);
