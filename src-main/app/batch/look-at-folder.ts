import { stat } from 'node:fs/promises';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import type { ModelRegistry } from '../../inference/registry.ts';
import { batchFiles, type BatchFile } from './batch-files.ts';
import type { SeenFile } from './stable-files.ts';

export type LookedAt = BatchFile & SeenFile;

/**
 * The audio files that are below a folder now; none is no failure, since an empty folder is where watching usually begins.
 * @throws Failure `file/not-found`, `file/too-large`
 */
export async function lookAtFolder(
  folder: string,
  models: Pick<ModelRegistry, 'resolve'>,
): Promise<LookedAt[]> {
  await requireFolder(folder);
  const files = await filesIn(folder, models);
  return (await Promise.all(files.map(seen))).flatMap((file) => file ?? []);
}

/** @throws Failure `file/not-found`, `call/invalid` */
export async function requireFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch((cause: unknown) => {
    throw new Failure('file/not-found', `"${folder}" is not there or can't be reached`, { cause });
  });
  if (!found.isDirectory()) throw new Failure('call/invalid', `"${folder}" is not a folder`);
}

async function filesIn(
  folder: string,
  models: Pick<ModelRegistry, 'resolve'>,
): Promise<readonly BatchFile[]> {
  try {
    return (await batchFiles(folder, { models, within: null, links: 'inside' })).files;
  } catch (error) {
    if (isFailure(error) && error.code === 'file/not-found') return [];
    throw error;
  }
}

/** Null for a file that has gone meanwhile. */
async function seen(file: BatchFile): Promise<LookedAt | null> {
  const found = await stat(file.path).catch(() => null);
  return found === null ? null : { ...file, bytes: found.size, mtimeMs: found.mtimeMs };
}
