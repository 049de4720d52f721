import { expect, it } from 'vitest';
import {
  getNotes,
  getNotesByHash,
  getScore,
  NOTE_REVISIONS_KEPT,
  putScore,
  saveNotes,
} from '../../../../../src-main/library/rows/recording-notes.ts';
import { readRecordingRows } from '../../../../../src-main/library/sidecar/read-rows.ts';
import { deleteRecording, insertRecording } from '../../../../../src-main/library/rows/recordings.ts';
import { RecordingRows } from '../../../../../src-main/library/sidecar/row-documents.ts';
import { writeRecordingRows } from '../../../../../src-main/library/sidecar/write-rows.ts';
import { aRecording, openTestLibrary } from '../open-test-library.ts';

async function aLibrary() {
  const { write } = await openTestLibrary();
  const recording = aRecording();
  insertRecording(write, recording);
  return { write, id: recording.id };
}

it('gives back the notes that were saved last, and an earlier revision by its hash', async () => {
  const { write, id } = await aLibrary();
  expect(getNotes(write, id)).toBeNull();
  expect(saveNotes(write, id, 0, { hash: 'a', document: '1' })).toEqual({ revision: 1 });
  expect(saveNotes(write, id, 1, { hash: 'b', document: '2' })).toEqual({ revision: 2 });
  expect(getNotes(write, id)).toMatchObject({ revision: 2, hash: 'b', document: '2' });
  expect(getNotesByHash(write, id, 'a')).toMatchObject({ revision: 1, document: '1' });
  expect(getNotesByHash(write, id, 'c')).toBeNull();
});

it('refuses to save over a newer revision and keeps that one', async () => {
  const { write, id } = await aLibrary();
  saveNotes(write, id, 0, { hash: 'a', document: '1' });
  expect(() => saveNotes(write, id, 0, { hash: 'b', document: '2' })).toThrow(
    expect.objectContaining({ code: 'notes/conflict', details: { newest: 1, base: 0 } }),
  );
  expect(getNotes(write, id)?.document).toBe('1');
});

it('answers the same save again as before, because its answer can get lost', async () => {
  const { write, id } = await aLibrary();
  expect(saveNotes(write, id, 0, { hash: 'a', document: '1' })).toEqual({ revision: 1 });
  expect(saveNotes(write, id, 0, { hash: 'a', document: '1' })).toEqual({ revision: 1 });
  expect(saveNotes(write, id, 1, { hash: 'b', document: '2' })).toEqual({ revision: 2 });
});

it(`keeps ${NOTE_REVISIONS_KEPT} revisions`, async () => {
  const { write, id } = await aLibrary();
  for (let base = 0; base < NOTE_REVISIONS_KEPT + 5; base += 1) {
    saveNotes(write, id, base, { hash: `h${base}`, document: String(base) });
  }
  expect(getNotesByHash(write, id, 'h4')).toBeNull();
  expect(getNotesByHash(write, id, 'h5')).not.toBeNull();
  expect(getNotes(write, id)?.revision).toBe(NOTE_REVISIONS_KEPT + 5);
});

it('holds one score a recording', async () => {
  const { write, id } = await aLibrary();
  const score = {
    recordingId: id,
    fileName: 'trio.mxl',
    path: `audio/${id}.score.mxl`,
    sha256: 'a',
    report: '{}',
  };
  putScore(write, score);
  putScore(write, { ...score, fileName: 'trio.mei', sha256: 'b' });
  expect(getScore(write, id)).toMatchObject({ fileName: 'trio.mei', sha256: 'b' });
});

it('comes back from a recording’s rows as they are kept in the trash', async () => {
  const { write, id } = await aLibrary();
  saveNotes(write, id, 0, { hash: 'a', document: '{"old":1}' });
  saveNotes(write, id, 1, { hash: 'b', document: '{"new":1}' });
  putScore(write, {
    recordingId: id,
    fileName: 'trio.mxl',
    path: `audio/${id}.score`,
    sha256: 'c',
    report: '[1]',
  });
  const before = { notes: getNotes(write, id), score: getScore(write, id) };
  const rows = RecordingRows.parse(JSON.parse(JSON.stringify(readRecordingRows(write, id))));
  deleteRecording(write, id);
  expect(getNotes(write, id)).toBeNull();
  writeRecordingRows(write, rows);
  expect(getNotes(write, id)).toEqual(before.notes);
  expect(getScore(write, id)).toMatchObject({ ...before.score, addedAt: expect.any(String) as unknown });
});
