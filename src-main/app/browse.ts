import { readdir, realpath, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { GrantedFile } from '../../src-shared/contract/system.ts';
import type { GrantId } from '../../src-shared/project/ids.ts';
import { liesUnder } from '../library/folder.ts';
import type { Grants } from './grants.ts';

/** A longer folder listing is cut off here. */
const MOST_ENTRIES = 2000;

export interface BrowsedEntry {
  readonly path: string;
  readonly name: string;
  readonly kind: 'file' | 'folder';
  readonly bytes: number | null;
}

export interface BrowsedFolder {
  /** Folder names from the root down; empty at the root itself. */
  readonly names: readonly string[];
  /** Null at the root. */
  readonly parent: string | null;
  readonly entries: readonly BrowsedEntry[];
}

async function real(path: string): Promise<string> {
  return realpath(path).catch((cause: unknown) => {
    throw new Failure('file/not-found', 'The folder is no longer there', { cause });
  });
}

/**
 * The contents of `folder`, folders first, without hidden entries and without anything outside the root.
 * @throws Failure `file/not-granted` outside the root, `file/not-found`, `file/unreadable`
 */
export async function browse(root: string, folder: string): Promise<BrowsedFolder> {
  const realRoot = await real(root);
  const here = await real(folder);
  if (!liesUnder(realRoot, here)) {
    throw new Failure('file/not-granted', 'The folder lies outside the one that may be browsed');
  }
  const names = await readdir(here).catch((cause: unknown) => {
    throw new Failure('file/unreadable', 'The folder can’t be read', { cause });
  });
  const visible = names.filter((name) => !name.startsWith('.')).slice(0, MOST_ENTRIES);
  const found = await Promise.all(visible.map((name) => entryOf(realRoot, join(here, name), name)));
  const entries = found
    .filter((entry) => entry !== null)
    .sort((a, b) =>
      a.kind === b.kind
        ? a.name.localeCompare(b.name, 'en', { numeric: true })
        : a.kind === 'folder'
          ? -1
          : 1,
    );
  const way = relative(realRoot, here);
  return {
    names: way === '' ? [] : way.split(sep),
    parent: way === '' ? null : join(here, '..'),
    entries,
  };
}

/** Null for an entry that is neither a file nor a folder, can't be read, or leads out of the root. */
async function entryOf(root: string, path: string, name: string): Promise<BrowsedEntry | null> {
  try {
    const target = await realpath(path);
    if (!liesUnder(root, target)) return null;
    const found = await stat(target);
    if (found.isDirectory()) return { path: target, name, kind: 'folder', bytes: null };
    return found.isFile() ? { path: target, name, kind: 'file', bytes: found.size } : null;
  } catch {
    // A dangling link or an unreadable folder is not listed.
    return null;
  }
}

/** The root itself, or a folder under it that an earlier answer granted. */
export async function browseGranted(
  grants: Grants,
  root: string,
  folder: GrantId | undefined,
): Promise<{ path: string[]; parent: GrantId | null; entries: GrantedFile[] }> {
  const here = folder === undefined ? root : grants.resolve(folder, 'read').path;
  const found = await browse(root, here);
  return {
    path: [...found.names],
    parent:
      found.parent === null
        ? null
        : grants.grantPath(found.parent, { kind: 'folder', access: 'read' }).grantId,
    entries: found.entries.map(({ path, name, kind }) =>
      grants.grantPath(path, { kind, access: 'read', name }),
    ),
  };
}

/**
 * The path of a folder that `browseGranted` listed; the root's own without one.
 * @throws Failure `file/not-granted`, `file/not-found`
 */
export function sharedFolder(grants: Grants, root: string, folder: GrantId | undefined): string {
  if (folder === undefined) return root;
  const granted = grants.resolve(folder, 'read');
  if (granted.kind !== 'folder' || !liesUnder(root, granted.path)) {
    throw new Failure('file/not-granted', `"${granted.name}" is no folder that Divisi shares`);
  }
  return granted.path;
}
