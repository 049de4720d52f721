import { expect, it } from 'vitest';
import { NOTES_VERSION, type NotesDocument } from '../../src-shared/project/notes.ts';
import { importDuo, RATE } from './import-duo.ts';

it('a recording’s notes are saved in revisions, and refused where they belong to other audio', async () => {
  const { client, events, recordingId } = await importDuo(RATE);
  expect(await client.notes.get({ recordingId })).toEqual({
    revision: 0,
    hash: null,
    document: null,
    linesNamed: false,
    score: null,
  });
  const document: NotesDocument = {
    format: 'divisi-notes',
    version: NOTES_VERSION,
    recordingSha256: null,
    sampleRate: RATE,
    frames: RATE,
    players: [{ id: 'flute', instrument: 'flute', label: 'Flute' }],
    notes: [
      { id: 'n2', player: 'flute', onset: 900, offset: 2000, pitch: 62, origin: 'drawn', confidence: 1 },
      { id: 'n1', player: 'flute', onset: 10, offset: 800, pitch: 60.5, origin: 'score', confidence: 0.9 },
    ],
  };
  const saved = await client.notes.save({ recordingId, baseRevision: 0, document });
  expect(saved).toEqual({ revision: 1, hash: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown });
  const stored = await client.notes.get({ recordingId });
  expect(stored).toMatchObject(saved);
  // The canonical order is that of their onsets.
  expect(stored.document?.notes.map(({ id }) => id)).toEqual(['n1', 'n2']);
  await expect.poll(() => events.some(({ type }) => type === 'notes')).toBe(true);

  expect(await client.notes.save({ recordingId, baseRevision: 0, document })).toEqual(saved);
  const fewer = { ...document, notes: document.notes.slice(1) };
  await expect(client.notes.save({ recordingId, baseRevision: 0, document: fewer })).rejects.toMatchObject({
    code: 'notes/conflict',
    status: 409,
  });
  const longer = { ...document, frames: RATE + 1 };
  await expect(client.notes.save({ recordingId, baseRevision: 1, document: longer })).rejects.toMatchObject({
    code: 'notes/invalid',
  });
});
