import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../../src-main/library/log/log.ts';
import { projectOfSeparation } from '../../../../../src-main/library/rows/projects.ts';
import { getRecording } from '../../../../../src-main/library/rows/recordings.ts';
import {
  discardAudio,
  removeRecording,
  removeSeparation,
} from '../../../../../src-main/library/trash/removal.ts';
import { emptyTrash, listTrash, restoreFromTrash } from '../../../../../src-main/library/trash/restore.ts';
import { getSeparation } from '../../../../../src-main/library/rows/separations.ts';
import { insertTombstone, listTombstones } from '../../../../../src-main/library/trash/tombstones.ts';
import { entryIdOf, sweepRemoved } from '../../../../../src-main/library/trash/trash.ts';
import { filledLibrary } from '../filled-library.ts';

const failing = (code: string) => expect.objectContaining({ code });

describe('the trash', () => {
  it('takes a removed recording with everything of it, and gives rows and files back', async () => {
    const { write, folder, removing, recordingId, separationId, stemId, names, rows } = await filledLibrary();
    const before = names();
    const rowsBefore = rows();
    removeRecording(removing, recordingId, 'Removed by the user');
    const ids = [recordingId, separationId, stemId];
    expect(names()).toEqual(before.filter((name) => !ids.some((id) => name.startsWith(id))));
    expect(rows()).toEqual([null, null]);
    expect(listTombstones(write)).toEqual([]);
    const [entry, ...more] = await listTrash(write, folder);
    expect(more).toEqual([]);
    expect(entry).toMatchObject({
      kind: 'recording',
      title: 'Trio in C',
      detail: '1 separation',
      problem: null,
    });
    if (entry === undefined) throw new Error('nothing in the trash');
    await restoreFromTrash(removing, entry.id);
    expect(names()).toEqual(before);
    expect(rows()).toEqual(rowsBefore);
    expect(readFileSync(join(folder.audio, `${recordingId}.wav`), 'utf8')).toBe(`audio/${recordingId}.wav`);
    expect(await listTrash(write, folder)).toEqual([]);
    expect(readdirSync(folder.trash)).toEqual([]);
  });

  it('restores a separation only where its recording is there', async () => {
    const { write, folder, removing, recordingId, separationId, rows } = await filledLibrary();
    const rowsBefore = rows();
    const separation = getSeparation(write, separationId);
    if (separation === null) throw new Error('no separation');
    removeSeparation(removing, separation, 'Trio in C', 'Removed by the user');
    removeRecording(removing, recordingId, 'Removed by the user');
    const trash = await listTrash(write, folder);
    const [recordingEntry, separationEntry] = ['recording', 'separation'].map((kind) =>
      trash.find((entry) => entry.kind === kind),
    );
    if (recordingEntry === undefined || separationEntry === undefined) throw new Error('an entry is missing');
    expect(separationEntry.problem).toMatch(/restore the recording first/);
    await expect(restoreFromTrash(removing, separationEntry.id)).rejects.toEqual(
      failing('library/not-found'),
    );
    await restoreFromTrash(removing, recordingEntry.id);
    await restoreFromTrash(removing, separationEntry.id);
    expect(rows()).toEqual(rowsBefore);
    expect(projectOfSeparation(write, separationId)?.revision).toBe(1);
  });

  it('never takes a file without a tombstone, however unknown it is', async () => {
    const { write, folder, names } = await filledLibrary();
    const before = names();
    expect(sweepRemoved(write, folder, silentLog)).toEqual([]);
    expect(names()).toEqual(before);
  });

  it('finishes a removal that was interrupted at any of its steps', async () => {
    const { write, folder, recordingId, others, names } = await filledLibrary();
    const paths = [`audio/${others.recording}.wav`, `peaks/${others.recording}.peaks`, 'stems/gone'];
    const removedAt = '2026-11-28T02:50:00.000Z';
    const manifest = {
      ...{
        schema: 1 as const,
        id: others.recording,
        kind: 'recording' as const,
        title: 'Killed',
        reason: '',
      },
      ...{ removedAt, paths, recording: null, separations: [], adaptation: null, stemVersion: null },
      stemFiles: null,
    };
    insertTombstone(write, manifest);
    // Killed after the first file was moved.
    const entry = join(folder.trash, entryIdOf(manifest));
    mkdirSync(join(entry, 'audio'), { recursive: true });
    writeFileSync(join(entry, 'audio', `${others.recording}.wav`), 'moved');
    rmSync(join(folder.audio, `${others.recording}.wav`));
    expect(sweepRemoved(write, folder, silentLog)).toEqual([entryIdOf(manifest)]);
    expect(names().filter((name) => name.startsWith(others.recording))).toEqual([]);
    expect(existsSync(join(entry, 'peaks', `${others.recording}.peaks`))).toBe(true);
    expect(sweepRemoved(write, folder, silentLog)).toEqual([]);
    expect(getRecording(write, recordingId)).not.toBeNull();
  });

  it('does not restore over a file that took the place meanwhile', async () => {
    const { write, folder, removing, recordingId, rows } = await filledLibrary();
    removeRecording(removing, recordingId, '');
    writeFileSync(join(folder.peaks, `${recordingId}.peaks`), 'another');
    const [entry] = await listTrash(write, folder);
    if (entry === undefined) throw new Error('nothing in the trash');
    await expect(restoreFromTrash(removing, entry.id)).rejects.toEqual(failing('file/exists'));
    expect(rows()).toEqual([null, null]);
    expect(existsSync(join(folder.trash, entry.id, 'audio', `${recordingId}.wav`))).toBe(true);
  });

  it('is emptied by age or altogether, and only when asked', async () => {
    const { write, folder, removing, recordingId, others } = await filledLibrary();
    removeRecording(removing, recordingId, '');
    discardAudio(removing, others.recording, 'Left', '');
    const trash = await listTrash(write, folder);
    expect(trash.map(({ kind }) => kind).sort()).toEqual(['import', 'recording']);
    expect(trash.find(({ kind }) => kind === 'import')?.problem).toMatch(/unfinished import/);
    expect(await emptyTrash(folder, '2000-01-01T00:00:00.000Z')).toEqual({ entries: 0, bytes: 0 });
    const emptied = await emptyTrash(folder, null);
    expect(emptied.entries).toBe(2);
    expect(emptied.bytes).toBe(trash.reduce((sum, { bytes }) => sum + bytes, 0));
    expect(readdirSync(folder.trash)).toEqual([]);
  });

  it('lists an entry whose manifest is damaged or leads elsewhere, and restores nothing of it', async () => {
    const { write, folder, removing } = await filledLibrary();
    const damaged = join(folder.trash, '2026-11-28T02-50-00-000Z-rec_0123456789abcdef');
    mkdirSync(damaged, { recursive: true });
    writeFileSync(
      join(damaged, 'manifest.json'),
      JSON.stringify({
        ...{ schema: 1, id: 'rec_0123456789abcdef', kind: 'recording', title: '', reason: '' },
        ...{ removedAt: '2026-11-28T02:50:00.000Z', paths: ['audio/../../x'], recording: null },
        ...{ separations: [], adaptation: null },
      }),
    );
    const [entry] = await listTrash(write, folder);
    expect(entry?.problem).toMatch(/damaged/);
    if (entry === undefined) throw new Error('nothing in the trash');
    await expect(restoreFromTrash(removing, entry.id)).rejects.toEqual(failing('library/not-found'));
    expect(readdirSync(damaged)).toEqual(['manifest.json']);
  });
});
