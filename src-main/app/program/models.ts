import { basename, resolve } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import { createRegistry, type ModelRegistry } from '../../inference/registry.ts';
import { libraryFolder } from '../../library/folder.ts';
import { discardModel } from '../../library/trash/removal.ts';
import { isUnmade } from '../../library/trust.ts';
import type { Program } from './program.ts';

/** Built-in models, and those added to a library, which need not be open. */
export function modelsIn({ paths }: Program, libraryDir: string): ModelRegistry {
  const folder = libraryFolder(libraryDir);
  return createRegistry({
    builtInDirs: [paths.modelsDir],
    addedDir: folder.models,
    discard: (dir) => discardModel(folder, basename(dir), 'Removed on the command line'),
  });
}

/** Lists every model. The registry verifies the hash of a model's weights when it first lists it. */
export const listModels = (program: Program, libraryDir: string): Promise<readonly ModelInfo[]> =>
  modelsIn(program, libraryDir).list();

/** @throws Failure with the code of the first model that can't be used */
export function requireSound(models: readonly ModelInfo[]): void {
  const problems = models.flatMap(({ problem }) => (problem === null ? [] : [problem]));
  const [first] = problems;
  if (first === undefined) return;
  throw new Failure(first.code, `${problems.length} of ${models.length} models can not be used`);
}

/**
 * Copies a model's folder into a library. Adding the first model creates the library and trusts it.
 * @throws Failure `model/*`, `disk/*`
 */
export async function addModel(program: Program, libraryDir: string, modelDir: string): Promise<ModelInfo> {
  // Checked first, so that a wrong name does not create a library.
  const isNew = isUnmade(libraryDir);
  const added = await modelsIn(program, libraryDir).add(resolve(modelDir));
  if (isNew) program.trust.trust(libraryDir);
  return added;
}

/** Moves an added model to the library's trash. @throws Failure `model/*` */
export const removeModel = (program: Program, libraryDir: string, id: string): Promise<void> =>
  modelsIn(program, libraryDir).remove(id);
