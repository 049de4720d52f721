import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { RecordingId, SeparationId, StudyId } from '../../../src-shared/project/ids.ts';
import type { WritableDatabase } from '../database.ts';
import { findFiles } from './found-files.ts';
import type { LibraryFolder } from '../folder.ts';
import { VALUES_ID, writeKeptValues } from './kept-values.ts';
import { replaceStudyRows, studyProblem } from './study-rows.ts';
import type { SeparationRows, StemVersionRows } from './row-documents.ts';
import {
  readRecordingSidecar,
  readSeparationSidecar,
  readStudySidecar,
  readValuesSidecar,
  recordingSidecarPath,
  separationSidecarPath,
  sidecarRevision,
  studySidecarPath,
} from './sidecar.ts';
import { listTombstones } from '../trash/tombstones.ts';
import { projectsIn, replaceRecordingRows, writeRecordingRows, writeSeparationRows } from './write-rows.ts';

export interface Problem {
  /** Relative to the library. */
  readonly file: string;
  readonly reason: string;
}

/** What was made again from sidecars. */
export interface Adopted {
  readonly recordings: RecordingId[];
  readonly separations: SeparationId[];
  /** Newest edits: of rows that were there, and older than their sidecar. */
  readonly updated: (RecordingId | SeparationId)[];
  /** Projects that came back with their separation. */
  projects: number;
  /** Listening tests, whether they were missing or older than their sidecar. */
  readonly studies: StudyId[];
  readonly problems: Problem[];
}

const Revision = z.object({ revision: z.number().int() });

function knownRevision(db: WritableDatabase, id: string): number | null {
  return db.get('SELECT revision FROM sidecars WHERE id = $id', Revision, { id })?.revision ?? null;
}

/** Marks the file as current, since the rows match it. */
function setRevision(db: WritableDatabase, id: string, revision: number): void {
  db.run(
    `INSERT INTO sidecars (id, revision, written) VALUES ($id, $revision, $revision)
     ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, written = excluded.written`,
    { id, revision },
  );
}

/**
 * Applies what the sidecars contain and the database lacks: items without rows, and rows older than their
 * sidecar because an older database was restored or the last writes were lost. Nothing is ever deleted.
 * Removed items have a tombstone and are left to the sweep.
 */
export function adoptSidecars(db: WritableDatabase, folder: LibraryFolder): Adopted {
  const adopted: Adopted = {
    recordings: [],
    separations: [],
    updated: [],
    projects: 0,
    studies: [],
    problems: [],
  };
  const found = findFiles(folder);
  const buried = new Set(
    listTombstones(db).flatMap(({ id, separations }) => [id, ...separations.map((s) => s.id)]),
  );
  db.transaction(() => {
    for (const id of found.recordingSidecars) {
      if (!buried.has(id)) adoptRecording(db, folder, id, adopted);
    }
    for (const id of found.separations) {
      if (!buried.has(id)) adoptSeparation(db, folder, id, adopted);
    }
    for (const id of found.studies) adoptStudy(db, folder, id, adopted);
    adoptValues(db, folder, adopted);
  });
  return adopted;
}

function adoptRecording(
  db: WritableDatabase,
  folder: LibraryFolder,
  id: RecordingId,
  adopted: Adopted,
): void {
  const file = `audio/${id}.json`;
  const wasThere = isThere(db, 'recordings', id);
  if (wasThere && !isNewer(db, id, recordingSidecarPath(folder, id))) return;
  const sidecar = readRecordingSidecar(folder, id);
  if ('refused' in sidecar) return void adopted.problems.push({ file, reason: sidecar.refused });
  const { rows, revision } = sidecar;
  const isCopy = rows.audioPath !== rows.sourcePath;
  if (isCopy && !existsSync(join(folder.root, rows.audioPath))) {
    return void adopted.problems.push({ file, reason: `its audio, ${rows.audioPath}, is not there` });
  }
  if (wasThere) {
    replaceRecordingRows(db, rows);
    adopted.updated.push(id);
  } else {
    writeRecordingRows(db, rows);
    adopted.recordings.push(id);
  }
  setRevision(db, id, revision);
}

function adoptSeparation(
  db: WritableDatabase,
  folder: LibraryFolder,
  id: SeparationId,
  adopted: Adopted,
): void {
  const file = `stems/${id}`;
  const path = separationSidecarPath(folder, id);
  const wasThere = isThere(db, 'separations', id);
  if (!existsSync(path)) {
    if (!wasThere) adopted.problems.push({ file, reason: 'these stems have no sidecar' });
    return;
  }
  if (wasThere && !isNewer(db, id, path)) return;
  const sidecar = readSeparationSidecar(folder, id);
  if ('refused' in sidecar) return void adopted.problems.push({ file, reason: sidecar.refused });
  const { revision, notes } = sidecar;
  const rows = withoutLostVersions(folder, sidecar.rows);
  const problem = separationProblem(db, folder, rows);
  if (problem !== null) return void adopted.problems.push({ file, reason: problem });
  if (rows.versions.length < sidecar.rows.versions.length) {
    adopted.problems.push({ file, reason: 'files of an earlier version of the stems are missing' });
  }
  for (const note of notes) adopted.problems.push({ file, reason: note });
  if (wasThere) db.run('DELETE FROM separations WHERE id = $id', { id });
  writeSeparationRows(db, rows);
  setRevision(db, id, revision);
  (wasThere ? adopted.updated : adopted.separations).push(id);
  adopted.projects += projectsIn(rows).length;
}

function adoptStudy(db: WritableDatabase, folder: LibraryFolder, id: StudyId, adopted: Adopted): void {
  if (isThere(db, 'studies', id) && !isNewer(db, id, studySidecarPath(folder, id))) return;
  const file = `studies/${id}/study.json`;
  const sidecar = readStudySidecar(folder, id);
  if ('refused' in sidecar) return void adopted.problems.push({ file, reason: sidecar.refused });
  const problem = studyProblem(db, sidecar.rows);
  if (problem !== null) return void adopted.problems.push({ file, reason: problem });
  replaceStudyRows(db, sidecar.rows);
  setRevision(db, id, sidecar.revision);
  adopted.studies.push(id);
}

function adoptValues(db: WritableDatabase, folder: LibraryFolder, adopted: Adopted): void {
  if (!existsSync(folder.values)) return;
  if (knownRevision(db, VALUES_ID) !== null && !isNewer(db, VALUES_ID, folder.values)) return;
  const sidecar = readValuesSidecar(folder);
  if ('refused' in sidecar) {
    adopted.problems.push({ file: basename(folder.values), reason: sidecar.refused });
    return;
  }
  writeKeptValues(db, sidecar.rows);
  setRevision(db, VALUES_ID, sidecar.revision);
}

/** Versions whose files are gone can't be used again. */
function withoutLostVersions(folder: LibraryFolder, rows: SeparationRows): SeparationRows {
  const isWhole = ({ files, dropped }: StemVersionRows): boolean =>
    dropped || files.every(({ path }) => existsSync(join(folder.root, path)));
  return { ...rows, versions: rows.versions.filter(isWhole) };
}

/** Whether the sidecar knows something that the database does not; also where it can't be read at all. */
function isNewer(db: WritableDatabase, id: string, path: string): boolean {
  const known = knownRevision(db, id) ?? 0;
  const revision = sidecarRevision(path);
  return revision !== null && revision > known;
}

function separationProblem(db: WritableDatabase, folder: LibraryFolder, rows: SeparationRows): string | null {
  if (!isThere(db, 'recordings', rows.recordingId)) return `its recording, ${rows.recordingId}, is not there`;
  const lost = rows.stems.filter(({ path }) => !existsSync(join(folder.root, path)));
  if (lost.length > 0) return `stems are missing: ${lost.map(({ name }) => name).join(', ')}`;
  const other = rows.stems.find(({ id }) => {
    const stem = db.get('SELECT separation_id AS owner FROM stems WHERE id = $id', Owner, { id });
    return stem !== null && stem.owner !== rows.id;
  });
  return other === undefined ? null : `another separation has the stem ${other.id}`;
}

const Owner = z.object({ owner: z.string() });

function isThere(db: WritableDatabase, table: 'recordings' | 'separations' | 'studies', id: string): boolean {
  return db.get(`SELECT id FROM ${table} WHERE id = $id`, z.object({ id: z.string() }), { id }) !== null;
}

/** After a restore: the rows count as newer than the sidecars that came back with the files. */
export function overtakeSidecars(
  db: WritableDatabase,
  folder: LibraryFolder,
  recording: RecordingId | null,
  separations: readonly SeparationId[],
  studies: readonly StudyId[] = [],
): void {
  if (recording !== null) overtake(db, recording, recordingSidecarPath(folder, recording));
  for (const id of separations) overtake(db, id, separationSidecarPath(folder, id));
  for (const id of studies) overtake(db, id, studySidecarPath(folder, id));
}

/** As `overtakeSidecars`, for what the user keeps for the whole library. */
export function overtakeValues(db: WritableDatabase, folder: LibraryFolder): void {
  overtake(db, VALUES_ID, folder.values);
}

function overtake(db: WritableDatabase, id: string, path: string): void {
  const revision = sidecarRevision(path);
  if (revision === null) return;
  db.run('UPDATE sidecars SET revision = max(revision, $revision) + 1 WHERE id = $id', { id, revision });
}
