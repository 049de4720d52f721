import { lstat, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';

/** The recipes among the programs that train (`models/training`); `programDir` is the models' folder. */
export const recipesIn = (programDir: string): string => join(programDir, 'training', 'recipes');

const WEIGHTS_FILE = 'checkpoint.weights.npz';
/** Of training weights that a model brings itself. */
export const WEIGHTS_LIMIT = 64e6;

/** Training weights as a model's manifest describes them; whoever uses them checks the hash. */
export interface StartWeights {
  readonly path: string;
  readonly sha256: string;
}

/** Where training on from a model begins. */
export interface Start {
  /** The folder of the recipe that knows the network. */
  readonly recipe: string;
  /** Of an earlier adaptation; null: those that the recipe came with. */
  readonly weights: StartWeights | null;
}

const Trained = z.object({
  training: z.object({
    recipe: z.string(),
    /** In an adapted model's own folder (`models/training/adapt/start.py`). */
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
 * Where a model can be trained on from, or null: the model says which recipe made it, and that recipe says how
 * (`adaptable.py`). The weights are the recipe's own, or for a model that was adapted before those in its folder.
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

/** A regular file, no link to one. */
async function isFile(path: string, bytes?: number): Promise<boolean> {
  const found = await lstat(path).catch(() => null);
  return found?.isFile() === true && (bytes === undefined || found.size === bytes);
}

/** `My quartet` → `my-quartet`, and a number where that is taken. */
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
