import { lstat, readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { ModelInfo } from '../../src-shared/contract/model.ts';
import { copyModel } from './copy-model.ts';
import { requireEmbedder } from './manifest.ts';
import type { Manifest } from './manifest.ts';
import {
  CARD_FILE,
  CARD_LIMIT,
  MANIFEST_FILE,
  expectedFailure,
  readManifest,
  regularFileBytes,
  verifyWeights,
  weightsPath,
} from './model-folder.ts';
import { brokenInfo, infoOf } from './model-info.ts';
import type { Origin } from './model-info.ts';
import { requireSeparator } from './separator-manifest.ts';
import { standardOf } from './standard-model.ts';

/** A usable model. */
export interface InstalledModel {
  readonly dir: string;
  readonly info: ModelInfo;
  /** Distinguishes models with the same name and version. */
  readonly weightsSha256: string;
}

interface Entry extends InstalledModel {
  readonly problem: Failure | null;
}

export interface ModelRegistry {
  /** Lists built-in models first; a broken model is listed with its problem. */
  list(): Promise<ModelInfo[]>;
  /**
   * Returns a model whose hash was verified; without an id, the default separator.
   * @throws Failure `model/unknown`, or the model's own problem
   */
  resolve(modelId?: string): Promise<InstalledModel>;
  /**
   * Returns the model for the analysis: the first usable one of task `embedding`.
   * @throws Failure `model/unknown` if there is none, or the problem of the first
   */
  embedder(): Promise<InstalledModel>;
  /** The model's README.md, or an empty string if there is none. @throws Failure `model/unknown` */
  card(modelId: string): Promise<string>;
  /**
   * Copies the manifest, weights, card, `confidence.json` and training weights from a folder. @throws Failure
   * `model/invalid`, `model/hash-mismatch`, `file/exists`
   */
  add(folder: string): Promise<ModelInfo>;
  /** @throws Failure `model/unknown`; `call/invalid` for a built-in model */
  remove(modelId: string): Promise<void>;
}

/** Hashing this much takes about a tenth of a second. */
const CHECKED_ELSEWHERE_BYTES = 32e6;
async function foldersWithManifest(parent: string): Promise<string[]> {
  let names: string[];
  try {
    names = (await readdir(parent, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
      .map((entry) => entry.name);
  } catch (error) {
    // No model has been added yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  const found: string[] = [];
  for (const name of names.sort()) {
    const stats = await lstat(join(parent, name, MANIFEST_FILE)).catch(() => null);
    if (stats !== null) found.push(join(parent, name));
  }
  return found;
}

class FolderRegistry implements ModelRegistry {
  readonly #builtInDirs: readonly string[];
  readonly #addedDir: string;
  /**
   * Verification results by path, size and modification time, so that listing models does not rehash every weight file.
   */
  readonly #verified = new Map<string, Failure | null>();

  readonly #discard: (dir: string) => void;
  readonly #checkElsewhere: ((dir: string) => Promise<void>) | undefined;

  constructor({ builtInDirs, addedDir, discard, check }: RegistryOptions) {
    this.#checkElsewhere = check;
    this.#builtInDirs = builtInDirs;
    this.#addedDir = addedDir;
    this.#discard = discard;
  }

  async list(): Promise<ModelInfo[]> {
    return (await this.#entries()).map(({ info }) => info);
  }

  async resolve(modelId?: string): Promise<Entry> {
    const entries = await this.#entries();
    const separators = entries.filter(({ info }) => info.task === 'separation');
    const entry =
      modelId === undefined
        ? (separators.find(({ info }) => info.isDefault) ?? separators[0])
        : entries.find(({ info }) => info.id === modelId);
    if (entry === undefined) throw unknownModel(modelId);
    if (entry.problem !== null) throw entry.problem;
    return entry;
  }

  async embedder(): Promise<Entry> {
    const listening = (await this.#entries()).filter(({ info }) => info.task === 'embedding');
    const entry = listening.find(({ problem }) => problem === null) ?? listening[0];
    if (entry === undefined) {
      throw new Failure(
        'model/unknown',
        'No model that hears who is playing is installed; everything else works without it',
      );
    }
    if (entry.problem !== null) throw entry.problem;
    return entry;
  }

  async card(modelId: string): Promise<string> {
    const { dir } = await this.#find(modelId);
    const stats = await lstat(join(dir, CARD_FILE)).catch(() => null);
    if (stats === null) return '';
    await regularFileBytes(dir, CARD_FILE, CARD_LIMIT);
    return readFile(join(dir, CARD_FILE), 'utf8');
  }

  async add(folder: string): Promise<ModelInfo> {
    const { id } = await readManifest(folder);
    const taken = (await this.#entries()).find(({ info }) => info.id === id);
    if (taken !== undefined) {
      throw new Failure(
        'file/exists',
        taken.info.origin === 'built-in'
          ? `"${id}" is the name of a built-in model, which can't be replaced`
          : `A model "${id}" is already there; remove it first`,
        { details: { modelId: id } },
      );
    }
    await copyModel(folder, join(this.#addedDir, id), async (copy) => {
      await this.#check(copy, await readManifest(copy));
    });
    return (await this.#find(id)).info;
  }

  async remove(modelId: string): Promise<void> {
    const { dir, info } = await this.#find(modelId);
    if (info.origin === 'built-in') {
      throw new Failure('call/invalid', `"${modelId}" is built in and can't be removed`);
    }
    this.#discard(dir);
  }

  async #find(modelId: string): Promise<Entry> {
    const entry = (await this.#entries()).find(({ info }) => info.id === modelId);
    if (entry === undefined) throw unknownModel(modelId);
    return entry;
  }

  async #entries(): Promise<Entry[]> {
    const entries: Entry[] = [];
    for (const parent of this.#builtInDirs) {
      for (const dir of await foldersWithManifest(parent)) entries.push(await this.#entry(dir, 'built-in'));
    }
    for (const dir of await foldersWithManifest(this.#addedDir)) {
      const entry = await this.#entry(dir, 'added');
      // An added folder must not replace a built-in model of the same name.
      if (!entries.some(({ info }) => info.id === entry.info.id)) entries.push(entry);
    }
    const standard = (['separation', 'embedding'] as const).map((task) => standardOf(entries, task));
    return entries.map((entry) =>
      standard.includes(entry) ? { ...entry, info: { ...entry.info, isDefault: true } } : entry,
    );
  }

  async #entry(dir: string, origin: Origin): Promise<Entry> {
    const manifest = await readManifest(dir).catch(expectedFailure);
    if (manifest instanceof Failure)
      return { dir, info: brokenInfo(dir, origin, manifest), problem: manifest, weightsSha256: '' };
    const problem = (await this.#verify(dir, manifest)) ?? unsupported(manifest);
    return {
      dir,
      info: infoOf(manifest, origin, problem),
      problem,
      weightsSha256: manifest.weights.sha256,
    };
  }

  /** Checks small weights in this process; starting another process would take longer. */
  #check(dir: string, manifest: Manifest): Promise<void> {
    const isSmall = manifest.weights.bytes < CHECKED_ELSEWHERE_BYTES;
    return this.#checkElsewhere === undefined || isSmall
      ? verifyWeights(dir, manifest)
      : this.#checkElsewhere(dir);
  }

  async #verify(dir: string, manifest: Manifest): Promise<Failure | null> {
    const stats = await lstat(weightsPath(dir, manifest)).catch(() => null);
    const key = [dir, manifest.weights.sha256, stats?.size, stats?.mtimeMs, stats?.ino].join('|');
    const known = this.#verified.get(key);
    if (known !== undefined) return known;
    const problem = await this.#check(dir, manifest).then(() => null, expectedFailure);
    this.#verified.set(key, problem);
    return problem;
  }
}

/** The reason why this program can't run the model, or null. */
function unsupported(manifest: Manifest): Failure | null {
  try {
    if (manifest.task === 'separation') requireSeparator(manifest);
    if (manifest.task === 'embedding') requireEmbedder(manifest);
    return null;
  } catch (error) {
    return expectedFailure(error);
  }
}

function unknownModel(modelId: string | undefined): Failure {
  return modelId === undefined
    ? new Failure('model/unknown', 'No separation model is installed')
    : new Failure('model/unknown', `There is no model "${modelId}"`, { details: { modelId } });
}

export interface RegistryOptions {
  /** Folders whose subfolders are models; they ship with the program and are never written to. */
  readonly builtInDirs: readonly string[];
  /** The destination of `add`; created when needed. */
  readonly addedDir: string;
  /** Disposes of the folder of a model that the user removes. */
  readonly discard: (dir: string) => void;
  /** Hashes and scans large weights off the thread that answers calls; if omitted, this thread does it. */
  readonly check?: (dir: string) => Promise<void>;
}

export function createRegistry(options: RegistryOptions): ModelRegistry {
  return new FolderRegistry(options);
}
