import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readNotesFile } from '../../../../../src-main/app/files/notes-file.ts';
import { notesToMidi } from '../../../../../src-main/notes/write-midi.ts';
import { canonicalNotes } from '../../../../../src-shared/project/notes.ts';
import { parseEnsemble } from '../../../../../src-shared/project/players.ts';
import { tempDir } from '../../../../support/temp.ts';

const players = parseEnsemble('violin:2,cello');
const source = {
  info: { sampleRate: 1000, channels: 1, frames: 10_000, sampleFormat: 's16' },
  sha256: 'a'.repeat(64),
} as const;

function file(name: string, text: string): string {
  const path = join(tempDir(), name);
  writeFileSync(path, text);
  return path;
}

test('a table names players loosely, in seconds; notes of others are left out and named', async () => {
  const table = file(
    'notes.csv',
    'player,onset_s,offset_s,pitch\nViolin_1,1,2.5,69\nviolin2,2,3,64.5\noboe,0,1,80\n',
  );
  const { document, remarks } = await readNotesFile(table, source, players);
  expect(document.notes).toMatchObject([
    { player: 'violin-1', onset: 1000, offset: 2500, pitch: 69 },
    { player: 'violin-2', onset: 2000, offset: 3000, pitch: 64.5 },
  ]);
  expect(document).toMatchObject({ recordingSha256: source.sha256, sampleRate: 1000, frames: 10_000 });
  expect(remarks).toEqual(['The notes of oboe are left out: no such player is declared']);
});

test('a notes document is taken as it is, but for a recording of another length', async () => {
  const table = file('notes.csv', 'player,onset_s,offset_s,pitch\ncello,1,2,45\n');
  const { document } = await readNotesFile(table, source, players);
  const stored = file('notes.json', canonicalNotes(document));
  expect((await readNotesFile(stored, source, players)).document).toEqual(document);
  const longer = { ...source, info: { ...source.info, frames: 10_001 } };
  await expect(readNotesFile(stored, longer, players)).rejects.toMatchObject({ code: 'notes/does-not-fit' });
});

test('a table of other players alone is refused', async () => {
  const table = file('notes.csv', 'player,onset_s,offset_s,pitch\noboe,1,2,80\n');
  await expect(readNotesFile(table, source, players)).rejects.toMatchObject({
    code: 'notes/invalid',
    message: 'None of the notes belongs to a declared player; the file names oboe',
  });
});

test('a MIDI file that was exported is taken, a track a player', async () => {
  const table = file(
    'notes.csv',
    'player,onset_s,offset_s,pitch\nviolin1,1,2.5,69\nviolin2,2,3,64\ncello,0.5,9.25,40\n',
  );
  const { document } = await readNotesFile(table, source, players);
  const path = join(tempDir(), 'notes.mid');
  writeFileSync(path, notesToMidi(document));
  const read = await readNotesFile(path, source, players);
  const shape = ({ notes }: typeof document) =>
    notes.map(({ player, onset, offset, pitch }) => [player, onset, offset, pitch]).sort();
  expect(shape(read.document)).toEqual(shape(document));
  expect(read.remarks).toEqual([]);
  const oboes = parseEnsemble('oboe');
  await expect(readNotesFile(path, source, oboes)).rejects.toMatchObject({ code: 'notes/invalid' });
});
