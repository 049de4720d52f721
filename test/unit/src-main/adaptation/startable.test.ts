import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelIdFor, startOf } from '../../../../src-main/adaptation/startable.ts';
import { tempDir } from '../../../support/temp.ts';

describe('a model’s id', () => {
  it.each([
    ['My quartet', 'my-quartet'],
    ['  Bläser & Söhne! ', 'blaser-sohne'],
    ['四重奏', 'my-model'],
    ['x'.repeat(80), 'x'.repeat(50)],
  ])('of %s is %s', (name, id) => {
    expect(modelIdFor(name, new Set())).toBe(id);
  });

  it('is numbered where it is taken', () => {
    expect(modelIdFor('Trio', new Set(['trio', 'trio-2']))).toBe('trio-3');
  });
});

describe('a model that can be adapted', () => {
  it('was made by a recipe that came with its weights', async () => {
    const folder = tempDir();
    const recipe = join(folder, 'training', 'recipes', 'unet');
    mkdirSync(recipe, { recursive: true });
    const model = join(folder, 'model');
    mkdirSync(model);
    const made = (by: string): void =>
      writeFileSync(join(model, 'manifest.json'), JSON.stringify({ training: { recipe: by } }));
    made('models/training/recipes/unet');
    writeFileSync(join(recipe, 'adaptable.py'), '');
    expect(await startOf(model, folder)).toBeNull();
    writeFileSync(join(recipe, 'checkpoint.weights.npz'), '');
    expect(await startOf(model, folder)).toEqual({ recipe: 'unet', weights: null });
    // Manifests that were written before the recipes moved to `training`.
    made('models/recipes/unet');
    expect(await startOf(model, folder)).toEqual({ recipe: 'unet', weights: null });
    for (const elsewhere of ['..', 'models/training/recipes/..', 'other', '']) {
      made(elsewhere);
      expect(await startOf(model, folder)).toBeNull();
    }
    expect(await startOf(join(folder, 'absent'), folder)).toBeNull();
  });

  it('brings its weights along where it was adapted before', async () => {
    const folder = tempDir();
    mkdirSync(join(folder, 'training', 'recipes', 'unet'), { recursive: true });
    writeFileSync(join(folder, 'training', 'recipes', 'unet', 'adaptable.py'), '');
    const model = join(folder, 'model');
    mkdirSync(model);
    const path = join(model, 'checkpoint.weights.npz');
    writeFileSync(path, 'weights');
    const sha256 = 'a'.repeat(64);
    const whole = { recipe: 'unet', file: 'checkpoint.weights.npz', sha256, bytes: 7 };
    const start = (change: object): ReturnType<typeof startOf> => {
      const training = { recipe: 'models/training/adapt', checkpoint: { ...whole, ...change } };
      writeFileSync(join(model, 'manifest.json'), JSON.stringify({ training }));
      return startOf(model, folder);
    };
    expect(await start({})).toEqual({ recipe: 'unet', weights: { path, sha256 } });
    for (const wrong of [
      ...[{ bytes: 8 }, { bytes: 1e9 }, { sha256: 'x' }],
      ...[{ file: '../checkpoint.weights.npz' }, { recipe: '..' }, { recipe: 'unknown' }],
    ]) {
      expect(await start(wrong), JSON.stringify(wrong)).toBeNull();
    }
    rmSync(path);
    symlinkSync(join(model, 'manifest.json'), path);
    expect(await start({})).toBeNull();
  });
});
