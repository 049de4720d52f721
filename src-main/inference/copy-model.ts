import { randomBytes } from 'node:crypto';
import { copyFile, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Manifest } from './manifest.ts';
import {
  CARD_FILE,
  CARD_LIMIT,
  CHECKPOINT_FILE,
  CHECKPOINT_LIMIT,
  CONFIDENCE_FILE,
  CONFIDENCE_LIMIT,
  DECISIONS_FILE,
  DECISIONS_LIMIT,
  MANIFEST_FILE,
  otherWeights,
  readManifest,
  regularFileBytes,
} from './model-folder.ts';

/** Folder name of a model that is being copied, with the process id of the copier. */
const UNFINISHED = /^\.adding-(?:(\d+)-)?[0-9a-f]{12}$/;
const unfinishedName = (): string => `.adding-${process.pid}-${randomBytes(6).toString('hex')}`;
/** Optional files of a model, besides the manifest and the weights. */
const EXTRAS = [
  [CARD_FILE, CARD_LIMIT],
  [CONFIDENCE_FILE, CONFIDENCE_LIMIT],
  [DECISIONS_FILE, DECISIONS_LIMIT],
  [CHECKPOINT_FILE, CHECKPOINT_LIMIT],
] as const;

/**
 * Copies a model's folder next to its destination, checks the copy and renames it into place. Removes incomplete copies
 * that killed processes left there.
 * @param check throws if the copy must not be used, as the source may have changed since it was checked
 * @throws Failure `model/invalid`, `model/hash-mismatch`
 */
export async function copyModel(
  folder: string,
  place: string,
  check: (copy: string) => Promise<void>,
): Promise<void> {
  const manifest = await readManifest(folder);
  await weightsAsLongAsPromised(folder, manifest);
  await removeAbandoned(dirname(place));
  const unfinished = join(dirname(place), unfinishedName());
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  try {
    const names = [MANIFEST_FILE, manifest.weights.file];
    for (const [name, limit] of EXTRAS) {
      if ((await lstat(join(folder, name)).catch(() => null)) === null) continue;
      await regularFileBytes(folder, name, limit);
      names.push(name);
    }
    for (const name of names) await copyFile(join(folder, name), join(unfinished, name));
    await check(unfinished);
    await rename(unfinished, place);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw error;
  }
}

/** Checks the size of the weights before anything is copied. @throws Failure `model/invalid`, `model/hash-mismatch` */
async function weightsAsLongAsPromised(dir: string, manifest: Manifest): Promise<void> {
  const { file, bytes } = manifest.weights;
  if ((await regularFileBytes(dir, file, Number.MAX_SAFE_INTEGER)) !== bytes) throw otherWeights(manifest);
}

/** Removes incomplete copies that killed processes left behind. */
async function removeAbandoned(addedDir: string): Promise<void> {
  const names = await readdir(addedDir).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  for (const name of names) {
    const parts = UNFINISHED.exec(name);
    if (parts === null || (parts[1] !== undefined && isRunning(Number(parts[1])))) continue;
    await rm(join(addedDir, name), { recursive: true, force: true });
  }
}

/** Also true for a process of another user. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
