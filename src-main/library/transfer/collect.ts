import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { stemAudioId, type RecordingId, type SeparationId } from '../../../src-shared/project/ids.ts';
import { thumbnailNameOf } from '../../../src-shared/contract/cover.ts';
import type { ReadableDatabase } from '../database.ts';
import { fromStoredPath, insidePath, peaksPathOf, storedImpulsePath, type LibraryFolder } from '../folder.ts';
import { separationsOf } from '../rows/separations.ts';
import { impulsesOf } from '../sidecar/impulses-of.ts';
import { readRecordingRows, readSeparationRows } from '../sidecar/read-rows.ts';
import type { ReadyRecordingRows, SeparationRows } from '../sidecar/row-documents.ts';
import { sidecarText } from '../sidecar/sidecar.ts';
import { EntryName } from './archive-format.ts';

/** An entry: its bytes, or the file that contains them. */
export type CollectedEntry =
  { readonly name: string; readonly bytes: Buffer } | { readonly name: string; readonly path: string };

/** What goes into an archive. */
export interface Collected {
  readonly entries: readonly CollectedEntry[];
  recordings: number;
  separations: number;
  readonly leftOut: readonly { readonly item: string; readonly reason: string }[];
}

/** A description that is written afresh may be adopted wherever it comes. */
const REVISION = 1;

/**
 * The files and descriptions of recordings, with their separations in all versions, mixes, notes, scores, tags,
 * excerpts, covers and impulse responses. A source that is read in place is taken in as if it had been copied.
 */
export function collectRecordings(
  db: ReadableDatabase,
  folder: LibraryFolder,
  ids: readonly RecordingId[],
): Collected {
  const entries = new Map<string, CollectedEntry>();
  const leftOut: { item: string; reason: string }[] = [];
  let recordings = 0;
  let separations = 0;
  const file = (name: string, path: string): void => {
    entries.set(name, { name: EntryName.parse(name), path });
  };
  const text = (name: string, document: string): void => {
    entries.set(name, { name: EntryName.parse(name), bytes: Buffer.from(document) });
  };
  const optional = (name: string): void => {
    const path = join(folder.root, name);
    if (existsSync(path)) file(name, path);
  };
  for (const id of ids) {
    const rows = readRecordingRows(db, id);
    if (rows === null) continue;
    if (rows.state !== 'ready') {
      leftOut.push({ item: rows.title, reason: 'its import is not finished' });
      continue;
    }
    const path = fromStoredPath(folder, rows.audioPath);
    if (!existsSync(path)) {
      leftOut.push({ item: rows.title, reason: 'its audio is missing' });
      continue;
    }
    const taken = inArchive(rows);
    file(taken.audioPath, path);
    text(`audio/${id}.json`, sidecarText('recording', REVISION, taken));
    if (rows.score !== null) optional(rows.score.path);
    if (rows.cover !== null)
      for (const name of [rows.cover, thumbnailNameOf(rows.cover)]) optional(`covers/${name}`);
    optional(`peaks/${basename(peaksPathOf(folder, id))}`);
    recordings += 1;
    for (const separation of separationsOf(db, id)) {
      const own = readSeparationRows(db, separation.id);
      if (own?.state !== 'ready') continue;
      const problem = addStems(separation.id, own);
      if (problem === null) separations += 1;
      else leftOut.push({ item: `${rows.title}: ${separation.id}`, reason: problem });
    }
  }
  return { entries: [...entries.values()], recordings, separations, leftOut };

  function addStems(id: SeparationId, rows: SeparationRows): string | null {
    const versions = rows.versions.filter(({ dropped }) => !dropped);
    const paths = new Set(
      [...rows.stems, ...versions.flatMap(({ files }) => files)].map((each) => each.path),
    );
    for (const stored of paths) {
      if (!existsSync(insidePath(folder, stored))) return `${stored} is missing`;
    }
    for (const stored of paths) file(stored, insidePath(folder, stored));
    text(`stems/${id}/separation.json`, sidecarText('separation', REVISION, { ...rows, versions }));
    optional(`stems/${id}/notes.json`);
    for (const impulse of impulsesOf(rows)) optional(storedImpulsePath(impulse));
    for (const stem of rows.stems) {
      const numbers = new Set([0, ...versions.map(({ version }) => version)]);
      for (const number of numbers)
        optional(`peaks/${basename(peaksPathOf(folder, stemAudioId(stem.id, number)))}`);
    }
    return null;
  }
}

/** A recording as the archive has it: its audio lies beside its description. */
function inArchive(rows: ReadyRecordingRows): ReadyRecordingRows {
  if (rows.audioPath.startsWith('audio/')) return rows;
  const extension = /^\.[a-z0-9]{1,8}$/.exec(extname(rows.audioPath).toLowerCase())?.[0] ?? '.wav';
  return { ...rows, storage: 'copy', audioPath: `audio/${rows.id}${extension}` };
}
