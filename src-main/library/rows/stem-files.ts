import type { SeparationNote, StoredSeparationNote } from '../../../src-shared/contract/separation-note.ts';
import type { SeparationId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { getSeparation } from './separations.ts';
import { stemVersionsOf } from './stem-versions.ts';

/** The stored paths of a separation's stems, in all versions that were not dropped, each once. */
export function stemPathsOf(db: ReadableDatabase, id: SeparationId): string[] {
  const versions = stemVersionsOf(db, id).filter(({ dropped }) => !dropped);
  const rows = [...(getSeparation(db, id)?.stems ?? []), ...versions.flatMap(({ files }) => files)];
  return [...new Set(rows.map(({ path }) => path))];
}

/** Makes the rows of a separation's stems name other files of the same content. */
export function replaceStemPaths(
  db: WritableDatabase,
  separationId: SeparationId,
  by: ReadonlyMap<string, string>,
): void {
  db.transaction(() => {
    for (const [path, replacement] of by) {
      db.run('UPDATE stems SET path = $replacement WHERE separation_id = $separationId AND path = $path', {
        separationId,
        path,
        replacement,
      });
    }
    for (const { version, files, dropped } of stemVersionsOf(db, separationId)) {
      if (dropped || !files.some(({ path }) => by.has(path))) continue;
      const replaced = files.map((file) => ({ ...file, path: by.get(file.path) ?? file.path }));
      db.run(
        'UPDATE stem_versions SET files = $files WHERE separation_id = $separationId AND version = $version',
        { separationId, version, files: JSON.stringify(replaced) },
      );
    }
  });
}

/** Notes about stems that can't be stored as the user asked, in place of earlier ones. */
export function noteKeptStems(
  db: WritableDatabase,
  id: SeparationId,
  notes: readonly SeparationNote[],
): void {
  const before = getSeparation(db, id)?.notes ?? [];
  const after = [...before.filter((note) => !isOfKeptStem(note)), ...notes];
  if (JSON.stringify(after) === JSON.stringify(before)) return;
  db.run('UPDATE separations SET notes = $notes WHERE id = $id', { id, notes: JSON.stringify(after) });
}

/** Earlier versions of the program kept this note as an English sentence. */
const isOfKeptStem = (note: StoredSeparationNote): boolean =>
  typeof note === 'string' ? note.includes('stays a float WAV file') : note.kind === 'stays-float';
