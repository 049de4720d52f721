import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { readFile, readdir, lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { TrashEntryId } from '../../../src-shared/contract/trash.ts';
import type { WritableDatabase } from '../database.ts';
import { syncFolder, writeDurably } from '../durable.ts';
import type { LibraryFolder } from '../folder.ts';
import type { Log } from '../log/log.ts';
import { deleteTombstone, listTombstones } from './tombstones.ts';
import { TrashManifest } from './trash-manifest.ts';

/**
 * The trash: one dated folder per removed item, with its files at their original relative paths and a
 * manifest that contains the rows. The folders are the only record, so the trash survives the loss of the
 * database.
 */
const MANIFEST = 'manifest.json';

/** A day-and-time name that every file system takes, and that sorts by date. */
export function entryIdOf({ removedAt, id }: Pick<TrashManifest, 'removedAt' | 'id'>): TrashEntryId {
  return TrashEntryId.parse(`${removedAt.replaceAll(/[:.]/g, '-')}-${id}`);
}

/** Moves the files of every tombstone into the trash; one whose files can't be moved now is tried at the next start. */
export function sweepRemoved(db: WritableDatabase, folder: LibraryFolder, log: Log): TrashEntryId[] {
  const swept: TrashEntryId[] = [];
  for (const manifest of listTombstones(db)) {
    try {
      swept.push(moveToTrash(folder, manifest));
    } catch (error) {
      log.warn(
        `the files of "${manifest.title}" could not be moved to the trash; the next start tries again`,
        error,
      );
      continue;
    }
    deleteTombstone(db, manifest.id);
  }
  return swept;
}

/** Safe to repeat after a crash at any point: what was moved already is left where it is. */
export function moveToTrash(folder: LibraryFolder, manifest: TrashManifest): TrashEntryId {
  const id = entryIdOf(manifest);
  const entry = join(folder.trash, id);
  mkdirSync(entry, { recursive: true });
  writeDurably(join(entry, MANIFEST), JSON.stringify(manifest));
  for (const path of manifest.paths) moveFile(join(folder.root, path), join(entry, path));
  syncFolder(entry);
  syncFolder(folder.trash);
  return id;
}

/** Does nothing if `from` does not exist; never overwrites. */
function moveFile(from: string, to: string): void {
  if (!existsSync(from)) return;
  if (existsSync(to)) throw new Failure('file/exists', `${to} is already there`);
  mkdirSync(dirname(to), { recursive: true });
  renameSync(from, to);
  syncFolder(dirname(from));
  syncFolder(dirname(to));
}

export interface TrashedEntry {
  readonly id: TrashEntryId;
  readonly bytes: number;
  /** Null where it can't be read: such an entry can be emptied but not restored. */
  readonly manifest: TrashManifest | null;
}

/** Newest first. */
export async function readTrash(folder: LibraryFolder): Promise<TrashedEntry[]> {
  if (!existsSync(folder.trash)) return [];
  const names = (await readdir(folder.trash)).sort().reverse();
  const entries: TrashedEntry[] = [];
  for (const name of names) {
    const id = TrashEntryId.safeParse(name);
    if (!id.success || !lstatSync(join(folder.trash, name)).isDirectory()) continue;
    const path = join(folder.trash, name);
    entries.push({ id: id.data, bytes: await bytesIn(path), manifest: await readManifest(path) });
  }
  return entries;
}

/** @throws Failure `library/not-found` */
export async function readTrashEntry(folder: LibraryFolder, id: TrashEntryId): Promise<TrashManifest> {
  const manifest = await readManifest(join(folder.trash, id));
  if (manifest !== null) return manifest;
  throw existsSync(join(folder.trash, id))
    ? new Failure('library/not-found', 'This entry of the trash is damaged and can not be restored')
    : new Failure('library/not-found', 'This is no longer in the trash');
}

async function readManifest(entry: string): Promise<TrashManifest | null> {
  let text: string;
  try {
    text = await readFile(join(entry, MANIFEST), 'utf8');
  } catch {
    return null;
  }
  try {
    return TrashManifest.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

async function bytesIn(path: string): Promise<number> {
  const found = await lstat(path);
  if (!found.isDirectory()) return found.size;
  let bytes = 0;
  for (const name of await readdir(path)) bytes += await bytesIn(join(path, name));
  return bytes;
}

/**
 * Moves an entry's files back to their places.
 * @throws Failure `file/exists` where something else took a place meanwhile; then nothing is moved
 */
export function moveFromTrash(folder: LibraryFolder, manifest: TrashManifest): void {
  const entry = join(folder.trash, entryIdOf(manifest));
  const moves = manifest.paths
    .map((path) => ({ from: join(entry, path), to: join(folder.root, path) }))
    .filter(({ from }) => existsSync(from));
  const taken = moves.find(({ to }) => existsSync(to));
  if (taken !== undefined) throw new Failure('file/exists', `${taken.to} is already there`);
  for (const { from, to } of moves) moveFile(from, to);
}

/** Permanently deletes the entry's files; only the user asks for this. */
export function deleteTrashEntry(folder: LibraryFolder, id: TrashEntryId): void {
  rmSync(join(folder.trash, id), { recursive: true, force: true });
}

/** After a restore, removes only empty folders; a remaining file keeps its folder. */
export function forgetTrashEntry(folder: LibraryFolder, id: TrashEntryId): void {
  const entry = join(folder.trash, id);
  for (const name of readdirSync(entry)) {
    if (name !== MANIFEST && holdsFiles(join(entry, name))) return;
  }
  rmSync(entry, { recursive: true, force: true });
}

function holdsFiles(path: string): boolean {
  if (!lstatSync(path).isDirectory()) return true;
  return readdirSync(path).some((name) => holdsFiles(join(path, name)));
}
