import { join } from 'node:path';
import type { Pretraining } from '../../../src-shared/contract/adaptation.ts';
import { AdaptationName } from '../../../src-shared/contract/adaptation.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { isSeparable, type Ensemble, type Instrument } from '../../../src-shared/project/players.ts';
import { findPython, pythonSearch } from '../../adaptation/python.ts';
import { modelIdFor, startOf, type Start } from '../../adaptation/startable.ts';
import type { InstalledModel, ModelRegistry } from '../../inference/registry.ts';
import { libraryFolder, type LibraryFolder } from '../../library/folder.ts';
import { modelsIn } from '../program/models.ts';
import type { Program } from '../program/program.ts';
import type { Work } from './work.ts';

export interface AdaptRequest {
  /** A folder of ensemble recordings. The request needs this, `solosDir`, or both. */
  readonly recordingsDir: string | undefined;
  /** A folder of passages in which one instrument plays alone. */
  readonly solosDir: string | undefined;
  /** Who plays in the recordings; by default, Divisi listens to each to find out. */
  readonly players: Ensemble | undefined;
  /** The model to start from. */
  readonly from: string;
  readonly name: string;
  readonly minutes: number;
  readonly pretraining: Pretraining;
  /** Whether the new model is added to the library. */
  readonly keep: 'better' | 'always' | 'never';
  /** Where held-out passages are written for listening. */
  readonly clipsDir: string | undefined;
  readonly threads: number | undefined;
  /** The library that the new model is added to. */
  readonly libraryDir: string;
}

/** A validated request with everything that the training needs. */
export interface AdaptPlan extends Omit<AdaptRequest, 'players' | 'threads'> {
  /** The players of all recordings; null to listen to each recording instead. */
  readonly players: readonly Instrument[] | null;
  readonly threads: number;
  readonly models: ModelRegistry;
  readonly start: InstalledModel;
  readonly begin: Start;
  readonly modelId: string;
  readonly python: string;
  /** Derived from the model's name alone, so that an interrupted training is found again. */
  readonly workDir: string;
  /** Decoded copies of compressed files. */
  readonly decodedDir: string;
  /** Locked while a training uses these folders. */
  readonly lockPath: string;
}

/** @throws Failure `call/invalid`, `players/*`, `model/*`, `file/exists`, `python/*` */
export async function planAdapting(
  request: AdaptRequest,
  { program, signal }: Pick<Work, 'program' | 'signal'>,
): Promise<AdaptPlan> {
  const name = AdaptationName.safeParse(request.name);
  if (!name.success) throw new Failure('call/invalid', 'A model’s name has 1 to 80 characters');
  const folder = libraryFolder(request.libraryDir);
  const models = modelsIn(program, request.libraryDir);
  const start = await models.resolve(request.from);
  const begin = await startOf(start.dir, program.paths.modelsDir);
  if (begin === null) {
    throw new Failure(
      'model/unsupported',
      `"${start.info.id}" can't be adapted: the weights that training continues from did not come with it`,
    );
  }
  const modelId = modelIdFor(name.data, new Set());
  await requireFree(modelId, models);
  return {
    ...request,
    players: request.players === undefined ? null : separableOf(request.players),
    threads: request.threads ?? program.threads,
    ...{ models, start, begin, modelId, name: name.data },
    python: await requirePython(folder, program, signal),
    workDir: join(folder.adaptations, `cli-${modelId}`),
    decodedDir: join(folder.adaptations, `cli-${modelId}-decoded`),
    lockPath: join(folder.root, 'adapt.lock'),
  };
}

async function requireFree(modelId: string, models: ModelRegistry): Promise<void> {
  const taken = (await models.list()).find(({ id }) => id === modelId);
  if (taken === undefined) return;
  throw new Failure(
    'file/exists',
    taken.origin === 'built-in'
      ? `"${modelId}" is the name of a built-in model; choose another name`
      : `A model "${modelId}" is already there; choose another name, or remove it first`,
  );
}

function separableOf(players: Ensemble): Instrument[] {
  const separable = players.map(({ instrument }) => instrument).filter(isSeparable);
  if (separable.length === 0) throw new Failure('players/none', 'No model separates any of these players');
  return separable;
}

async function requirePython(folder: LibraryFolder, program: Program, signal: AbortSignal): Promise<string> {
  const { path, problem, commands } = await findPython(
    pythonSearch({
      ownFolder: folder.python,
      isTrusted: program.trust.isTrusted(folder.root),
      cwd: program.paths.modelsDir,
    }),
    signal,
  );
  if (path !== null && problem === null) return path;
  throw new Failure(
    problem?.code ?? 'python/missing',
    `${problem?.message ?? 'No Python was found'}. Install it with: ${commands.join(' && ')}`,
  );
}
