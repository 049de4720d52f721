import { join, resolve } from 'node:path';
import {
  AdaptationName,
  MINUTES,
  PRETRAININGS,
  type Pretraining,
} from '../../../src-shared/contract/adaptation.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { isSeparable, parseEnsemble, type Instrument } from '../../../src-shared/project/players.ts';
import { findPython, pythonSearch } from '../../adaptation/python.ts';
import { modelIdFor, startOf, type Start } from '../../adaptation/startable.ts';
import { defaultThreads } from '../../inference/providers.ts';
import type { InstalledModel, ModelRegistry } from '../../inference/registry.ts';
import { libraryFolder, type LibraryFolder } from '../../library/folder.ts';
import { LibraryTrust } from '../../library/trust.ts';
import { configDir, defaultLibraryDir, programPaths } from '../../app/program/paths.ts';
import { invalid, oneOf, parseCall, required, wholeNumber } from './call.ts';
import { registryFor } from './models.ts';

const OPTIONS = {
  recordings: { type: 'string' },
  solos: { type: 'string' },
  instruments: { type: 'string' },
  from: { type: 'string' },
  name: { type: 'string' },
  minutes: { type: 'string' },
  pretraining: { type: 'string', default: 'unmixing' },
  keep: { type: 'string', default: 'better' },
  clips: { type: 'string' },
  threads: { type: 'string' },
  library: { type: 'string' },
  json: { type: 'boolean' },
} as const;

/** What was asked, parsed, and everything found that it takes. */
export interface AdaptOrder {
  readonly recordingsDir: string | null;
  readonly solosDir: string | null;
  /** In all recordings; null where each is to be listened to. */
  readonly players: readonly Instrument[] | null;
  readonly registry: ModelRegistry;
  readonly start: InstalledModel;
  readonly begin: Start;
  readonly name: string;
  readonly modelId: string;
  readonly minutes: number;
  readonly pretraining: Pretraining;
  readonly keep: 'better' | 'always' | 'never';
  readonly clipsDir: string | null;
  readonly threads: number;
  readonly python: string;
  /** Of this name's own, in the library: an interrupted call is found again there. */
  readonly workDir: string;
  /** Working copies of what is not uncompressed. */
  readonly decodedDir: string;
  readonly libraryDir: string;
  /** Held while a call works in the folders above. */
  readonly lockPath: string;
  readonly json: boolean;
}

/** @throws Failure `call/invalid`, `players/*`, `model/*`, `file/exists`, `python/*` */
export async function parseAdaptOrder(args: readonly string[], signal: AbortSignal): Promise<AdaptOrder> {
  const { values } = parseCall(args, OPTIONS, []);
  if (values.recordings === undefined && values.solos === undefined) {
    throw invalid('--recordings is missing: a folder of ensembles (and --solos, of solo passages)');
  }
  const name = AdaptationName.safeParse(required(values.name, '--name'));
  if (!name.success) throw invalid('--name takes 1 to 80 characters');
  const folder = libraryFolder(resolve(values.library ?? defaultLibraryDir()));
  const registry = registryFor(values.library);
  const start = await registry.resolve(required(values.from, '--from'));
  const begin = await startOf(start.dir, programPaths().modelsDir);
  if (begin === null) {
    throw new Failure(
      'model/unsupported',
      `"${start.info.id}" can't be adapted: the weights that training goes on from did not come with it`,
    );
  }
  const modelId = modelIdFor(name.data, new Set());
  const taken = (await registry.list()).find(({ id }) => id === modelId);
  if (taken !== undefined) {
    throw new Failure(
      'file/exists',
      taken.origin === 'built-in'
        ? `"${modelId}" is the name of a built-in model; choose another --name`
        : `A model "${modelId}" is already there; choose another --name, or remove it first`,
    );
  }
  const order = {
    recordingsDir: values.recordings ?? null,
    solosDir: values.solos ?? null,
    players: values.instruments === undefined ? null : playersOf(values.instruments),
    minutes:
      values.minutes === undefined
        ? MINUTES.usual
        : wholeNumber(values.minutes, '--minutes', MINUTES.least, MINUTES.most),
    pretraining: oneOf(values.pretraining, PRETRAININGS, '--pretraining'),
    keep: oneOf(values.keep, ['better', 'always', 'never'], '--keep'),
    clipsDir: values.clips ?? null,
    threads:
      values.threads === undefined ? defaultThreads() : wholeNumber(values.threads, '--threads', 1, 256),
    json: values.json ?? false,
  };
  return {
    ...order,
    ...{ registry, start, begin, modelId, name: name.data },
    python: await requirePython(folder, signal),
    workDir: join(folder.adaptations, `cli-${modelId}`),
    decodedDir: join(folder.adaptations, `cli-${modelId}-decoded`),
    libraryDir: folder.root,
    lockPath: join(folder.root, 'adapt.lock'),
  };
}

function playersOf(text: string): Instrument[] {
  const players = parseEnsemble(text)
    .map(({ instrument }) => instrument)
    .filter(isSeparable);
  if (players.length === 0) throw new Failure('players/none', 'No model separates any of these players');
  return players;
}

async function requirePython(folder: LibraryFolder, signal: AbortSignal): Promise<string> {
  const { path, problem, commands } = await findPython(
    pythonSearch({
      ownFolder: folder.python,
      isTrusted: new LibraryTrust(configDir()).isTrusted(folder.root),
      cwd: programPaths().modelsDir,
    }),
    signal,
  );
  if (path !== null && problem === null) return path;
  throw new Failure(
    problem?.code ?? 'python/missing',
    `${problem?.message ?? 'No Python was found'}. Install it with: ${commands.join(' && ')}`,
  );
}
