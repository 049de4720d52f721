import { lstat, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import {
  STORAGE_KINDS,
  type Storage,
  type StorageKind,
  type StorageOfRecording,
} from '../../../src-shared/contract/storage.ts';
import { RecordingId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase } from '../database.ts';
import type { LibraryFolder } from '../folder.ts';
import { readTrash } from '../trash/trash.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

type OwnKind = 'audio' | 'stems' | 'versions' | 'peaks';

interface Tally {
  bytes: number;
  files: number;
  readonly ages: { month: number; year: number; older: number };
}

/** Folders whose name is that of their kind, and what lies in the others. */
const BY_FOLDER: Readonly<Record<string, StorageKind>> = {
  audio: 'audio',
  stems: 'stems',
  peaks: 'peaks',
  spectrograms: 'spectrograms',
  covers: 'covers',
  impulses: 'impulses',
  backups: 'backups',
  trash: 'trash',
  adaptations: 'adaptations',
  models: 'models',
  studies: 'studies',
  serve: 'exports',
  exports: 'exports',
  python: 'python',
};

const Row = z.object({
  id: RecordingId,
  title: z.string(),
  importedAt: z.string(),
  sourceBytes: z.number(),
  isOutside: z.number(),
});
const Owner = z.object({ id: z.string(), recordingId: RecordingId });
const Bytes = z.object({ bytes: z.number().nullable() });

/**
 * Adds up the files of a library, without following links.
 * @param limit how many recordings are listed
 */
export async function measureStorage(
  db: ReadableDatabase,
  folder: LibraryFolder,
  limit: number,
  now = Date.now(),
): Promise<Omit<Storage, 'cleanUps'>> {
  const owners = ownersOf(db);
  const kinds = new Map<StorageKind, Tally>(STORAGE_KINDS.map((kind) => [kind, emptyTally()]));
  const own = new Map<string, Record<OwnKind, number>>();
  const shared = new Set<string>();
  for await (const { path, size, mtimeMs, links, key } of filesUnder(folder.root, [])) {
    if (links > 1 && shared.has(key)) continue;
    if (links > 1) shared.add(key);
    const kind = kindOf(path);
    const tally = kinds.get(kind) ?? emptyTally();
    tally.bytes += size;
    tally.files += 1;
    tally.ages[ageOf(now - mtimeMs)] += size;
    const owner = isOwn(kind) ? owners.get(path[1]?.split('.')[0] ?? '') : undefined;
    if (owner === undefined || !isOwn(kind)) continue;
    const sums = own.get(owner) ?? { audio: 0, stems: 0, versions: 0, peaks: 0 };
    sums[kind] += size;
    own.set(owner, sums);
  }
  const rows = db.list(
    `SELECT id, title, imported_at AS importedAt, source_bytes AS sourceBytes,
       storage = 'reference' AND audio_path IS NOT NULL AND audio_path NOT LIKE 'audio/%' AS isOutside FROM recordings`,
    Row,
    {},
  );
  const recordings = rows
    .map(({ isOutside, sourceBytes, ...row }): StorageOfRecording => {
      const sums = own.get(row.id) ?? { audio: 0, stems: 0, versions: 0, peaks: 0 };
      const bytes = sums.audio + sums.stems + sums.versions + sums.peaks;
      return { ...row, bytes, ...sums, sourceBytes: isOutside === 1 ? sourceBytes : 0 };
    })
    .sort((a, b) => b.bytes - a.bytes || (a.id < b.id ? -1 : 1));
  const vectors = db.get('SELECT sum(length(vector)) AS bytes FROM analyses', Bytes, {});
  const { bavail, bsize } = await statfs(folder.root);
  return {
    bytes: [...kinds.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    freeBytes: bavail * bsize,
    vectorBytes: vectors?.bytes ?? 0,
    kinds: [...kinds].map(([kind, tally]) => ({ kind, ...tally })),
    recordings: recordings.slice(0, limit),
    recordingCount: rows.length,
  };
}

/** Bytes in the trash, and how many entries. */
export async function trashSize(folder: LibraryFolder): Promise<{ bytes: number; items: number }> {
  const entries = await readTrash(folder);
  return { bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0), items: entries.length };
}

const emptyTally = (): Tally => ({ bytes: 0, files: 0, ages: { month: 0, year: 0, older: 0 } });
const isOwn = (kind: StorageKind): kind is OwnKind =>
  kind === 'audio' || kind === 'stems' || kind === 'versions' || kind === 'peaks';
const ageOf = (ms: number): keyof Tally['ages'] =>
  ms < 30 * DAY_MS ? 'month' : ms < 365 * DAY_MS ? 'year' : 'older';

/** The recording to which a file belongs that is named after a recording, separation or stem. */
function ownersOf(db: ReadableDatabase): Map<string, string> {
  const owners = db.list(
    `SELECT id, id AS recordingId FROM recordings UNION ALL SELECT id, recording_id FROM separations
     UNION ALL SELECT t.id, s.recording_id FROM stems t JOIN separations s ON s.id = t.separation_id`,
    Owner,
    {},
  );
  return new Map(owners.map(({ id, recordingId }) => [id, recordingId]));
}

/** @param path names from the library's folder on */
function kindOf(path: readonly string[]): StorageKind {
  const [top = '', , version = ''] = path;
  if (path.length === 1) return top.startsWith('library.') ? 'database' : 'other';
  if (top === 'stems' && path.length > 3 && /^v\d+$/.test(version)) return 'versions';
  return Object.hasOwn(BY_FOLDER, top) ? (BY_FOLDER[top] ?? 'other') : 'other';
}

interface FoundFile {
  readonly path: readonly string[];
  readonly size: number;
  readonly mtimeMs: number;
  readonly links: number;
  /** The same for two names of one file. */
  readonly key: string;
}

async function* filesUnder(root: string, way: readonly string[]): AsyncGenerator<FoundFile, void> {
  for (const entry of await readdir(join(root, ...way), { withFileTypes: true })) {
    const path = [...way, entry.name];
    if (entry.isDirectory()) yield* filesUnder(root, path);
    if (!entry.isFile()) continue;
    // A file may be gone by now: the library is in use.
    const found = await lstat(join(root, ...path)).catch(() => null);
    if (found === null) continue;
    const { size, mtimeMs, nlink: links, dev, ino } = found;
    yield { path, size, mtimeMs, links, key: `${dev}:${ino}` };
  }
}
