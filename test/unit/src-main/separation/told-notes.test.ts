import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notesHash } from '../../../../src-main/notes/hash.ts';
import { planStems } from '../../../../src-main/separation/stem-plan.ts';
import { readToldNotes, toldNotesOf, withoutNamedTwins } from '../../../../src-main/separation/told-notes.ts';
import type { NotesDocument } from '../../../../src-shared/project/notes.ts';
import { INSTRUMENTS, ensembleOf } from '../../../../src-shared/project/players.ts';
import { FRAMES, RATE, hashes, makeWorkplace, separate } from './workplace.ts';

const players = ensembleOf(['violin', 'violin', 'cello']);
const plan = planStems(players, { classes: INSTRUMENTS, playersPerClass: 2 });
const note = (id: string, player: string, onset: number, offset: number) => ({
  id,
  player,
  onset,
  offset,
  pitch: 64,
  origin: 'drawn' as const,
  confidence: 1,
});
const document: NotesDocument = {
  format: 'divisi-notes',
  version: 1,
  recordingSha256: null,
  sampleRate: RATE,
  frames: FRAMES,
  players,
  notes: [note('a', 'violin-2', RATE, 2 * RATE), note('b', 'cello', 2 * RATE, 3 * RATE)],
};

let root: string;
let path: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'divisi-told-'));
  path = join(root, 'notes.json');
  await writeFile(path, JSON.stringify(document));
});
afterAll(() => rm(root, { recursive: true }));

describe('readToldNotes', () => {
  it('gives each slot the notes of its player; nothing is known of players without notes and of the rest', async () => {
    const told = await readToldNotes(path, { sampleRate: RATE, frames: FRAMES }, plan);
    expect(told.hash).toBe(notesHash(document));
    expect(told.bySlot.map((slot) => slot?.notes.map(({ onset }) => onset / RATE) ?? null)).toEqual([
      null,
      [1],
      [2],
      null,
    ]);
    expect(told.bySlot[1]).toMatchObject({ knownFrom: 0, knownTo: 4 * RATE });
  });

  it('leaves a player open between notes that were heard, and takes them for as sure as they are', () => {
    const heard = { ...note('c', 'cello', RATE, 2 * RATE), origin: 'heard' as const, confidence: 0.7 };
    const told = toldNotesOf({ ...document, notes: [...document.notes, heard] }, plan);
    expect(told.bySlot.map((slot) => slot?.isOpenBetween ?? null)).toEqual([null, false, true, null]);
    expect(told.bySlot[2]?.notes.map(({ weight = 1 }) => weight)).toEqual([1, expect.closeTo(0.7 ** 3, 10)]);
  });

  it('refuses notes of another recording', async () => {
    await expect(readToldNotes(path, { sampleRate: 48_000, frames: FRAMES }, plan)).rejects.toMatchObject({
      code: 'notes/does-not-fit',
    });
  });

  it('tells nothing of players who share a stem', async () => {
    const crowd = planStems(ensembleOf(['violin', 'violin', 'violin', 'cello']), {
      classes: INSTRUMENTS,
      playersPerClass: 2,
    });
    const told = await readToldNotes(path, { sampleRate: RATE, frames: FRAMES }, crowd);
    expect(told.bySlot.map((slot) => slot === null)).toEqual([true, true, false, true]);
  });
});

describe('withoutNamedTwins', () => {
  it('keeps equal players where they are if the notes of one are known', async () => {
    const told = await readToldNotes(path, { sampleRate: RATE, frames: FRAMES }, plan);
    expect(plan.twins).toEqual([[0, 1]]);
    expect(withoutNamedTwins(plan, told).twins).toEqual([]);
    expect(withoutNamedTwins(plan, { ...told, bySlot: [null, null, told.bySlot[2]!, null] }).twins).toEqual([
      [0, 1],
    ]);
  });
});

describe('a separation that is given notes', () => {
  it('says so where the model can’t be told, gives the same stems and records the revision', async () => {
    const workplace = await makeWorkplace();
    const without = workplace.inputOf();
    const withNotes = workplace.inputOf({ notesPath: path });
    const plain = await separate(without);
    const { result } = await separate(withNotes);
    expect(plain.result.notesSha256).toBeNull();
    expect(result.notesSha256).toBe(notesHash(document));
    expect(result.notes).toContainEqual({ kind: 'untold' });
    expect(await hashes(withNotes.outDir)).toEqual(await hashes(without.outDir));
    await workplace.remove();
  });
});
