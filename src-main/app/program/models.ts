import { basename, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import { createRegistry, type ModelRegistry } from '../../inference/registry.ts';
import { libraryFolder } from '../../library/folder.ts';
import { discardModel } from '../../library/trash/removal.ts';
import { isUnmade } from '../../library/trust.ts';
import type { Program } from './program.ts';

/** Built-in models, and those added to a library that need not be open. */
export function modelsIn({ paths }: Program, libraryDir: string): ModelRegistry {
  const folder = libraryFolder(libraryDir);
  return createRegistry({
    builtInDirs: [paths.modelsDir],
    addedDir: folder.models,
    discard: (dir) => discardModel(folder, basename(dir), 'Removed on the command line'),
  });
}

/** Every model, its weights compared with their hash: a registry checks them when it first lists them. */
export const listModels = (program: Program, libraryDir: string): Promise<readonly ModelInfo[]> =>
  modelsIn(program, libraryDir).list();

/** @throws Failure where one of the models can't be used, with that model's code */
export function requireSound(models: readonly ModelInfo[]): void {
  const problems = models.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  const [first] = problems;
  if (first === undefined) return;
  throw new Failure(first.code, `${problems.length} of ${models.length} models can not be used`);
}

/**
 * Copies a model's folder into a library, which is made, and trusted, by its first model.
 * @throws Failure `model/*`, `disk/*`
 */
export async function addModel(program: Program, libraryDir: string, modelDir: string): Promise<ModelInfo> {
  // Asked before, so that a wrong name leaves no library behind.
  const isNew = isUnmade(libraryDir);
  const added = await modelsIn(program, libraryDir).add(resolve(modelDir));
  if (isNew) program.trust.trust(libraryDir);
  return added;
}

/** Moves a model that was added to the library's trash. @throws Failure `model/*` */
export const removeModel = (program: Program, libraryDir: string, id: string): Promise<void> =>
  modelsIn(program, libraryDir).remove(id);
