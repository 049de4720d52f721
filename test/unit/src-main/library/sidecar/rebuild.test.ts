import { existsSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import BetterSqlite from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { silentLog } from '../../../../../src-main/library/log/log.ts';
import { migrate } from '../../../../../src-main/library/migrations/index.ts';
import { openLibrary } from '../../../../../src-main/library/open.ts';
import { readRecordingRows, readSeparationRows } from '../../../../../src-main/library/sidecar/read-rows.ts';
import { rebuildLibrary, type AudioInfo } from '../../../../../src-main/library/sidecar/rebuild.ts';
import { getRecording, listRecordings } from '../../../../../src-main/library/rows/recordings.ts';
import { removeRecording } from '../../../../../src-main/library/trash/removal.ts';
import { Failure } from '../../../../../src-shared/contract/failure.ts';
import { tempDir } from '../../../../support/temp.ts';
import { filledLibrary } from '../filled-library.ts';

const AUDIO: AudioInfo = { format: 'wav', sampleFormat: 's16', sampleRate: 48_000, channels: 2, frames: 7 };
const open = (root: string) => openLibrary(root, { log: silentLog, access: 'write' });
const rebuild = (root: string, inspect = (): Promise<AudioInfo> => Promise.resolve(AUDIO)) =>
  rebuildLibrary(root, { log: silentLog, inspect });
const failing = (code: string) => expect.objectContaining({ code });

async function closed() {
  const library = await filledLibrary();
  const rows = library.rows();
  library.close();
  return { ...library, root: library.folder.root, database: library.folder.database, before: rows };
}

describe('a database that is not there', () => {
  it('is made where the folder is new, or holds nothing of a library', async () => {
    const root = tempDir();
    (await open(root)).close();
    writeFileSync(join(root, 'audio', 'my own notes.txt'), 'x');
    rmSync(join(root, 'library.sqlite'));
    (await open(root)).close();
  });

  it('is never made beside files: missing, empty, without tables, or without a recording', async () => {
    const { root, database, names } = await closed();
    const files = names();
    rmSync(database);
    await expect(open(root)).rejects.toEqual(failing('library/no-database'));
    expect(existsSync(database)).toBe(false);
    await expect(openLibrary(root, { log: silentLog, access: 'read' })).rejects.toEqual(
      failing('library/no-database'),
    );
    writeFileSync(database, '');
    await expect(open(root)).rejects.toThrow(/Rebuild the library/);
    rmSync(database);
    const fresh = new BetterSqlite(database);
    fresh.pragma('user_version = 0');
    fresh.exec('CREATE TABLE x (y); DROP TABLE x');
    fresh.close();
    await expect(open(root)).rejects.toEqual(failing('library/no-database'));
    rmSync(database);
    const emptied = new BetterSqlite(database);
    migrate(emptied);
    emptied.close();
    await expect(open(root)).rejects.toEqual(failing('library/no-database'));
    expect(names()).toEqual(files);
  });

  it('may be empty where the user removed everything', async () => {
    const { removing, recordingId, others, folder, close } = await filledLibrary();
    for (const dir of [folder.audio, folder.stems]) {
      for (const name of readdirSync(dir)) {
        if (Object.values(others).some((id) => name.startsWith(id))) {
          rmSync(join(dir, name), { recursive: true });
        }
      }
    }
    removeRecording(removing, recordingId, '');
    close();
    const again = await open(folder.root);
    expect(listRecordings(again.read)).toEqual([]);
    again.close();
  });
});

describe('rebuilding', () => {
  it('makes the rows again, adopts audio without a sidecar, and keeps the old database', async () => {
    const { root, database, recordingId, separationId, others, names, before } = await closed();
    truncateSync(database, 5000);
    const damaged = readFileSync(database);
    const files = names();
    const rebuilt = await rebuild(root);
    expect(rebuilt).toMatchObject({ recordings: 1, separations: 1, projects: 1 });
    expect(rebuilt.withoutSidecar).toEqual([`audio/${others.recording}.wav`]);
    expect(rebuilt.problems).toEqual([
      { file: `stems/${others.separation}`, reason: 'these stems have no sidecar' },
    ]);
    expect(readFileSync(join(root, 'backups', rebuilt.kept ?? ''))).toEqual(damaged);
    expect(names()).toEqual(files);
    const library = await open(root);
    expect([
      readRecordingRows(library.read, recordingId),
      readSeparationRows(library.read, separationId),
    ]).toEqual(before);
    expect(getRecording(library.read, others.recording)).toMatchObject({
      title: `${others.recording}.wav`,
      ...{ state: 'ready', channels: 2, frames: 7, channelMap: [0, 1] },
    });
    library.close();
    const again = await rebuild(root);
    expect(again).toMatchObject({ recordings: 2, separations: 1, withoutSidecar: [] });
    expect(again.kept).not.toBe(rebuilt.kept);
  });

  it('names audio that can not be read, and leaves it', async () => {
    const { root, others, names } = await closed();
    const files = names();
    const rebuilt = await rebuild(root, () => Promise.reject(new Failure('file/empty', 'it is empty')));
    expect(rebuilt.problems).toContainEqual({ file: `audio/${others.recording}.wav`, reason: 'it is empty' });
    expect(names()).toEqual(files);
  });

  it('is refused while another program has the library, and where there is none', async () => {
    const { folder } = await filledLibrary();
    await expect(rebuild(folder.root)).rejects.toEqual(failing('library/locked'));
    await expect(rebuild(join(tempDir(), 'none'))).rejects.toEqual(failing('library/not-found'));
  });

  it('can be done again where it was killed between the two renames', async () => {
    const { root, database } = await closed();
    rmSync(database);
    writeFileSync(`${database}.rebuilding`, 'half');
    expect(await rebuild(root)).toMatchObject({ recordings: 1, kept: null });
    (await open(root)).close();
  });
});
