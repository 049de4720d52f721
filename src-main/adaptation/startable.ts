import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';

/** Where the programs that train lie: `recipes` of the models' folder. */
export const recipesIn = (programDir: string): string => join(programDir, 'recipes');

const Trained = z.object({ training: z.object({ recipe: z.string() }) });

/**
 * The recipe folder whose published weights a model can be trained on from, or null: the model says which recipe made
 * it, and that recipe says how (`adaptable.py`) and from where (`checkpoint.weights.npz`).
 */
export async function recipeOf(modelDir: string, programDir: string): Promise<string | null> {
  const text = await readFile(join(modelDir, 'manifest.json'), 'utf8').catch(() => null);
  if (text === null) return null;
  const manifest = Trained.safeParse(JSON.parse(text));
  if (!manifest.success) return null;
  const name = basename(manifest.data.training.recipe);
  if (!/^[a-z0-9_]+$/.test(name)) return null;
  for (const file of ['adaptable.py', 'checkpoint.weights.npz']) {
    const found = await stat(join(recipesIn(programDir), name, file)).catch(() => null);
    if (found?.isFile() !== true) return null;
  }
  return name;
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
