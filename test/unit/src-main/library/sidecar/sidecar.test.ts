import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { adoptSidecars } from '../../../../../src-main/library/sidecar/adopt.ts';
import { silentLog } from '../../../../../src-main/library/log/log.ts';
import { getProject, saveProject } from '../../../../../src-main/library/rows/projects.ts';
import { renameRecording } from '../../../../../src-main/library/rows/recordings.ts';
import { removeRecording } from '../../../../../src-main/library/trash/removal.ts';
import {
  readRecordingSidecar,
  readSeparationSidecar,
  recordingSidecarPath,
  separationSidecarPath,
  sidecarRevision,
} from '../../../../../src-main/library/sidecar/sidecar.ts';
import { SidecarKeeper } from '../../../../../src-main/library/sidecar/sidecar-keeper.ts';
import { filledLibrary } from '../filled-library.ts';
import { eventually } from '../../../../support/until.ts';

async function kept() {
  const library = await filledLibrary();
  const { write, folder, recordingId, separationId } = library;
  const keeper = new SidecarKeeper(write, folder, silentLog);
  keeper.flush();
  const paths = {
    recording: recordingSidecarPath(folder, recordingId),
    separation: separationSidecarPath(folder, separationId),
  };
  /** As if the database were younger than the files. */
  const forget = (): void => {
    write.run('DELETE FROM recordings');
    write.run('DELETE FROM sidecars');
  };
  const change = (which: 'recording' | 'separation', edit: (value: never) => unknown): void => {
    const value: unknown = JSON.parse(readFileSync(paths[which], 'utf8'));
    edit(value as never);
    writeFileSync(paths[which], JSON.stringify(value));
  };
  return { ...library, keeper, paths, forget, change };
}

describe('sidecars', () => {
  it('hold everything that it takes to make the rows again', async () => {
    const { write, folder, rows, forget } = await kept();
    const before = rows();
    forget();
    expect(rows()).toEqual([null, null]);
    const adopted = adoptSidecars(write, folder);
    expect(adopted.problems.map(({ reason }) => reason)).toEqual(['these stems have no sidecar']);
    expect([adopted.recordings.length, adopted.separations.length, adopted.projects]).toEqual([1, 1, 1]);
    expect(rows()).toEqual(before);
    expect(adoptSidecars(write, folder)).toMatchObject({ recordings: [], separations: [], updated: [] });
  });

  it('are written soon after a change, by themselves, and at the end at the latest', async () => {
    const { write, folder, recordingId, close } = await filledLibrary();
    const path = recordingSidecarPath(folder, recordingId);
    await eventually(() => expect(existsSync(path)).toBe(true));
    renameRecording(write, recordingId, 'Another title');
    expect(readRecordingSidecar(folder, recordingId)).not.toMatchObject({ rows: { title: 'Another title' } });
    close();
    expect(readRecordingSidecar(folder, recordingId)).toMatchObject({ rows: { title: 'Another title' } });
    expect(readdirSync(folder.audio).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('bring newer edits to an older database', async () => {
    const { write, folder, keeper, projectId, recordingId, rows } = await kept();
    const old = getProject(write, projectId);
    write.run('SAVEPOINT before_edits');
    renameRecording(write, recordingId, 'Edited');
    saveProject(write, projectId, 1, (old?.document ?? '').replace('Remix', 'Edited'));
    keeper.flush();
    const edited = rows();
    write.run('ROLLBACK TO before_edits');
    write.run('RELEASE before_edits');
    expect(rows()).not.toEqual(edited);
    expect(adoptSidecars(write, folder).updated).toHaveLength(2);
    expect(rows()).toEqual(edited);
    expect(getProject(write, projectId)).toMatchObject({ revision: 2 });
  });

  it('that know more than the database, or are something else, are never overwritten', async () => {
    const { write, keeper, folder, recordingId, paths, change } = await kept();
    change('recording', (value: { revision: number }) => (value.revision = 1000));
    renameRecording(write, recordingId, 'Behind');
    keeper.flush();
    expect(sidecarRevision(`${paths.recording}.kept-1`)).toBe(1000);
    writeFileSync(paths.recording, 'my own notes');
    renameRecording(write, recordingId, 'Once more');
    keeper.flush();
    expect(readFileSync(`${paths.recording}.kept-2`, 'utf8')).toBe('my own notes');
    expect(readRecordingSidecar(folder, recordingId)).toMatchObject({ rows: { title: 'Once more' } });
  });

  it('go into the trash with their recording, and nothing writes them again', async () => {
    const { folder, keeper, removing, recordingId, separationId } = await kept();
    removeRecording(removing, recordingId, '');
    keeper.flush();
    expect(existsSync(recordingSidecarPath(folder, recordingId))).toBe(false);
    expect(existsSync(dirname(separationSidecarPath(folder, separationId)))).toBe(false);
  });

  it('are not taken in where their audio is gone', async () => {
    const { write, folder, recordingId, forget } = await kept();
    forget();
    rmSync(join(folder.audio, `${recordingId}.wav`));
    const { recordings, problems } = adoptSidecars(write, folder);
    expect(recordings).toEqual([]);
    expect(problems.map(({ reason }) => reason)).toContain(
      `its audio, audio/${recordingId}.wav, is not there`,
    );
  });

  type Recording = { rows: Record<string, unknown> };
  const hostileRecordings: Record<string, (value: Recording) => unknown> = {
    'another id': ({ rows }) => (rows['id'] = 'rec_aaaaaaaaaaaaaaaa'),
    'audio outside': ({ rows }) => (rows['audioPath'] = '../../etc/passwd'),
    'absolute audio that is not its source': ({ rows }) => (rows['audioPath'] = '/etc/passwd'),
    "another recording's audio": ({ rows }) => (rows['audioPath'] = 'audio/rec_aaaaaaaaaaaaaaaa.wav'),
    'no title': ({ rows }) => delete rows['title'],
    'an endless title': ({ rows }) => (rows['title'] = 'x'.repeat(1_000_000)),
    'a number for text': ({ rows }) => (rows['title'] = 7),
    'an unknown instrument': ({ rows }) => (rows['players'] = [{ id: 'x', instrument: 'kazoo', label: 'X' }]),
    'a negative length': ({ rows }) => (rows['frames'] = -1),
  };
  it.each(Object.keys(hostileRecordings))('are refused with a reason: recording with %s', async (name) => {
    const { write, folder, recordingId, forget, change } = await kept();
    const edit = hostileRecordings[name];
    if (edit === undefined) throw new Error(name);
    change('recording', edit);
    forget();
    const sidecar = readRecordingSidecar(folder, recordingId);
    expect(sidecar).toEqual({ refused: expect.any(String) as string });
    expect(adoptSidecars(write, folder).recordings).toEqual([]);
  });

  const hostileSeparations: Record<string, (value: never) => unknown> = {
    'stems outside': (value: { rows: { stems: { path: string }[] } }) =>
      value.rows.stems.forEach((stem) => (stem.path = `stems/../audio/x.wav`)),
    'an absolute stem': (value: { rows: { stems: { path: string }[] } }) =>
      value.rows.stems.forEach((stem) => (stem.path = '/etc/passwd')),
    'an empty passage': (value: { rows: { to: number } }) => (value.rows.to = 0),
    'a newer schema': (value: { schema: number }) => (value.schema = 2),
  };
  it.each(Object.keys(hostileSeparations))('are refused with a reason: separation with %s', async (name) => {
    const { write, folder, separationId, forget, change } = await kept();
    const edit = hostileSeparations[name];
    if (edit === undefined) throw new Error(name);
    change('separation', edit);
    forget();
    expect(readSeparationSidecar(folder, separationId)).toEqual({ refused: expect.any(String) as string });
    expect(adoptSidecars(write, folder).separations).toEqual([]);
  });

  it('leave out a project that does not fit, and say so', async () => {
    const { write, folder, forget, change } = await kept();
    change('separation', (value: { rows: { project: { document: { title: unknown } } } }) => {
      value.rows.project.document.title = 7;
    });
    forget();
    const { separations, projects, problems } = adoptSidecars(write, folder);
    expect([separations.length, projects]).toEqual([1, 0]);
    expect(problems.some(({ reason }) => reason.startsWith('its project is left out'))).toBe(true);
  });

  it('that are no JSON, or a folder, are told and left', async () => {
    const { write, folder, paths, forget } = await kept();
    forget();
    writeFileSync(paths.recording, '{"revision":5,"divisi":');
    rmSync(paths.separation);
    mkdirSync(paths.separation);
    const { recordings, separations, problems } = adoptSidecars(write, folder);
    expect([recordings, separations]).toEqual([[], []]);
    expect(problems.map(({ reason }) => reason)).toEqual(
      expect.arrayContaining(['it is no JSON', 'it can not be read']),
    );
  });
});
