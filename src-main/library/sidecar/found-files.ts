import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { RecordingId, SeparationId, StudyId } from '../../../src-shared/project/ids.ts';
import type { LibraryFolder } from '../folder.ts';

/** The files in the library's folders, regardless of the database. */
export interface FoundFiles {
  /** Ids that have a sidecar. */
  readonly recordingSidecars: readonly RecordingId[];
  /** Folders of stems, with a sidecar or without. */
  readonly separations: readonly SeparationId[];
  /** Ids that have a sidecar. */
  readonly studies: readonly StudyId[];
  /** Finished audio, by the recording's id: file names. */
  readonly audio: ReadonlyMap<RecordingId, string>;
}

/** Only names that Divisi generates count; other files in these folders belong to somebody else. */
export function findFiles(folder: LibraryFolder): FoundFiles {
  const recordingSidecars: RecordingId[] = [];
  const audio = new Map<RecordingId, string>();
  for (const name of namesIn(folder.audio)) {
    const [stem = '', extension, ...more] = name.split('.');
    const id = RecordingId.safeParse(stem);
    if (!id.success || extension === undefined || more.length > 0) continue;
    if (extension === 'json') recordingSidecars.push(id.data);
    else audio.set(id.data, name);
  }
  const separations = namesIn(folder.stems).flatMap((name) => SeparationId.safeParse(name).data ?? []);
  const studies = namesIn(folder.studies).flatMap((name) => {
    const id = StudyId.safeParse(name).data;
    return id !== undefined && existsSync(join(folder.studies, id, 'study.json')) ? [id] : [];
  });
  return { recordingSidecars, separations, studies, audio };
}

const namesIn = (dir: string): string[] => (existsSync(dir) ? readdirSync(dir).sort() : []);

const isEmpty = ({ recordingSidecars, separations, audio }: FoundFiles): boolean =>
  recordingSidecars.length === 0 && separations.length === 0 && audio.size === 0;

const noDatabase = (what: string): Failure =>
  new Failure(
    'library/no-database',
    `${what}, but there are recordings or stems in its folders. Nothing was changed. ` +
      'Rebuild the library from its files, or restore a backup.',
  );

/**
 * A database is created only in an empty library: if there are other files, a missing database was lost.
 * @throws Failure `library/no-database`
 */
export function refuseLostDatabase(folder: LibraryFolder): void {
  const size = statSync(folder.database, { throwIfNoEntry: false })?.size ?? null;
  if (size !== null && size > 0) return;
  const hasLog = (statSync(`${folder.database}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (isEmpty(findFiles(folder)) && !hasLog) return;
  throw noDatabase(size === null ? "The library's database is missing" : "The library's database is empty");
}

/**
 * A database without a single recording beside files of recordings is not the one that belongs to them.
 * @throws Failure `library/no-database`
 */
export function refuseEmptiedDatabase(database: Database, folder: LibraryFolder): void {
  const has = (sql: string): boolean => database.prepare(sql).pluck().get() !== undefined;
  const knowsRecordings =
    has(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'recordings'`) &&
    has('SELECT 1 FROM recordings LIMIT 1');
  if (knowsRecordings) return;
  // A removal that was interrupted leaves files of which the database does know.
  const knowsRemovals =
    has(`SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'tombstones'`) &&
    has('SELECT 1 FROM tombstones LIMIT 1');
  if (!knowsRemovals && !isEmpty(findFiles(folder)))
    throw noDatabase("The library's database knows no recordings");
}
