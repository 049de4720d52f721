import { rm } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';
import { listKindOf } from '../../../src-shared/batch/list.ts';
import type { BatchPreview, BatchSources } from '../../../src-shared/contract/batch.ts';
import type { Services } from '../services.ts';
import { batchFiles } from './batch-files.ts';
import type { WindowFile } from './stored-batch.ts';

export type WindowSources = Omit<BatchPreview, 'files'> & { readonly files: readonly WindowFile[] };

/**
 * Reads the sources that a window was granted. The paths in a list are no grants: only files below the list's own folder
 * are taken, or, for a list that was sent, below the folder that the host shares.
 * @throws Failure `file/not-granted`, `file/not-found`, `file/too-large`
 */
export async function readSources(
  { grants, models, files: door }: Pick<Services, 'grants' | 'models' | 'files'>,
  { sources, folder }: BatchSources,
): Promise<WindowSources> {
  const files = new Map<string, WindowFile>();
  const problems: WindowSources['problems'] = [];
  const leftOut: WindowSources['leftOut'] = [];
  let needsFolder = false;
  const shared = folder === null ? (door.sharedFolder ?? null) : grants.resolve(folder, 'read').path;
  for (const id of sources) {
    const { path, name, kind, temporary } = grants.resolve(id, 'read');
    const isList = kind === 'file' && listKindOf(name) !== null;
    const base = temporary ? shared : dirname(path);
    if (isList && base === null) {
      needsFolder = true;
      continue;
    }
    const within = isList ? base : null;
    const found = await batchFiles(path, { models, within, links: 'inside' });
    for (const file of found.files) {
      const shownFrom = kind === 'folder' ? path : within;
      const shown = shownFrom === null ? name : relative(shownFrom, file.path);
      if (files.has(file.path)) continue;
      const isUpload = temporary && !isList;
      files.set(file.path, { ...file, shown, name: isUpload ? name : file.name, temporary: isUpload });
    }
    problems.push(...found.problems.map((problem) => ({ ...problem, list: name })));
    leftOut.push(...found.leftOut);
  }
  return { files: [...files.values()], problems, leftOut, needsFolder };
}

/** Removes the lists that were sent, once their batch has started. */
export async function discardSentLists({ grants }: Pick<Services, 'grants'>, ids: BatchSources['sources']) {
  for (const id of ids) {
    const { path, name, temporary } = grants.resolve(id, 'read');
    if (temporary && listKindOf(name) !== null) await rm(dirname(path), { recursive: true, force: true });
  }
}

export const preview = ({ files, ...rest }: WindowSources): BatchPreview => ({
  ...rest,
  files: files.map(({ shown, players, score, modelId }) => ({
    name: shown,
    players,
    score: score === null ? null : basename(score),
    modelId,
  })),
});
