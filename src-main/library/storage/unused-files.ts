import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CoverName, thumbnailNameOf } from '../../../src-shared/contract/cover.ts';
import { ImpulseId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase } from '../database.ts';
import { storedImpulsePath, type LibraryFolder } from '../folder.ts';
import { readTrash } from '../trash/trash.ts';

/** A younger file may belong to an import that has no row yet, or to a mix that is not saved yet. */
const YOUNG_MS = 24 * 60 * 60 * 1000;

export interface UnusedFile {
  /** Relative to the library, with `/`. */
  readonly path: string;
  readonly bytes: number;
}

/**
 * Covers that no recording shows, and impulse responses that no revision of a mix and no job names. What the trash could bring
 * back counts as used.
 */
export async function unusedFiles(
  db: ReadableDatabase,
  folder: LibraryFolder,
  now = Date.now(),
): Promise<UnusedFile[]> {
  const inTrash = (await readTrash(folder)).map(({ manifest }) =>
    manifest === null ? '' : JSON.stringify([manifest.recording, manifest.separations]),
  );
  const isUsed = (name: string, sql: string): boolean =>
    inTrash.some((rows) => rows.includes(name)) || db.get(sql, Used, { name })?.used === 1;
  const covers = namesIn(folder.covers)
    .filter((name) => CoverName.safeParse(name).success && !isUsed(name, COVER_IS_USED))
    .flatMap((name) => [`covers/${name}`, `covers/${thumbnailNameOf(CoverName.parse(name))}`]);
  const impulses = namesIn(folder.impulses)
    .flatMap((name) => ImpulseId.safeParse(/^(.*)\.wav$/.exec(name)?.[1]).data ?? [])
    .filter((id) => !isUsed(id, IMPULSE_IS_USED))
    .map(storedImpulsePath);
  return [...covers, ...impulses].flatMap((path) => {
    const found = lstatSync(join(folder.root, path), { throwIfNoEntry: false });
    if (found?.isFile() !== true || now - found.mtimeMs < YOUNG_MS) return [];
    return [{ path, bytes: found.size }];
  });
}

const Used = z.object({ used: z.number() });

const COVER_IS_USED = `
  SELECT EXISTS (SELECT 1 FROM recordings WHERE cover = $name)
    OR EXISTS (SELECT 1 FROM tombstones WHERE instr(manifest, $name)) AS used`;

const IMPULSE_IS_USED = `
  SELECT EXISTS (SELECT 1 FROM project_revisions WHERE instr(document, $name))
    OR EXISTS (SELECT 1 FROM jobs WHERE instr(payload, $name))
    OR EXISTS (SELECT 1 FROM tombstones WHERE instr(manifest, $name)) AS used`;

const namesIn = (dir: string): string[] => (existsSync(dir) ? readdirSync(dir).sort() : []);
