import { lstat, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';

/** The folder of the training recipes (`models/training`); `programDir` is the models' folder. */
export const recipesIn = (programDir: string): string => join(programDir, 'training', 'recipes');

const WEIGHTS_FILE = 'checkpoint.weights.npz';
/** Maximum size in bytes of training weights that come with a model. */
export const WEIGHTS_LIMIT = 64e6;

/** Training weights as a model's manifest describes them; the code that uses them verifies the hash. */
export interface StartWeights {
  readonly path: string;
  readonly sha256: string;
}

/** The starting point for training a model further. */
export interface Start {
  /** The folder of the recipe that defines the network. */
  readonly recipe: string;
  /** Weights from an earlier adaptation; null means the recipe's own. */
  readonly weights: StartWeights | null;
}

const Trained = z.object({
  training: z.object({
    recipe: z.string(),
    /** Present in an adapted model's folder (`models/training/adapt/start.py`). */
    checkpoint: z
      .object({
        recipe: z.string(),
        file: z.literal(WEIGHTS_FILE),
        sha256: z.string().regex(/^[0-9a-f]{64}$/),
        bytes: z.number().int().positive().max(WEIGHTS_LIMIT),
      })
      .optional(),
  }),
});

/**
 * The point from which a model can be trained further, or null. The model names its recipe, and the recipe defines how
 * to adapt it (`adaptable.py`). The weights are the recipe's own or, for a model that was already adapted, those in its
 * folder.
 */
export async function startOf(modelDir: string, programDir: string): Promise<Start | null> {
  const text = await readFile(join(modelDir, 'manifest.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const manifest = Trained.safeParse(JSON.parse(text));
  if (!manifest.success) return null;
  const { recipe: made, checkpoint } = manifest.data.training;
  const recipe = basename(checkpoint?.recipe ?? made);
  if (!/^[a-z0-9_]+$/.test(recipe)) return null;
  const recipeDir = join(recipesIn(programDir), recipe);
  if (!(await isFile(join(recipeDir, 'adaptable.py')))) return null;
  if (checkpoint === undefined) {
    return (await isFile(join(recipeDir, WEIGHTS_FILE))) ? { recipe, weights: null } : null;
  }
  const path = join(modelDir, WEIGHTS_FILE);
  const { sha256, bytes } = checkpoint;
  return (await isFile(path, bytes)) ? { recipe, weights: { path, sha256 } } : null;
}

/** Whether the path is a regular file; symbolic links do not count. */
async function isFile(path: string, bytes?: number): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found?.isFile() === true && (bytes === undefined || found.size === bytes);
}

/** `My quartet` → `my-quartet`, with a number appended if the name is taken. */
export function modelIdFor(name: string, taken: ReadonlySet<string>): string {
  const plain = name
    .normalize('NFD')
    .replaceAll(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 50)
    .replace(/-+$/, '');
  const base = plain === '' ? 'my-model' : plain;
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}
