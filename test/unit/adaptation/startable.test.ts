import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { modelIdFor, recipeOf } from '../../../src-main/adaptation/startable.ts';
import { soloistOf } from '../../../src-main/doors/cli/adapt-material.ts';
import { tempDir } from '../../support/temp.ts';

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
    const recipe = join(folder, 'recipes', 'unet');
    mkdirSync(recipe, { recursive: true });
    const model = join(folder, 'model');
    mkdirSync(model);
    const made = (by: string): void =>
      writeFileSync(join(model, 'manifest.json'), JSON.stringify({ training: { recipe: by } }));
    made('models/recipes/unet');
    writeFileSync(join(recipe, 'adaptable.py'), '');
    expect(await recipeOf(model, folder)).toBeNull();
    writeFileSync(join(recipe, 'checkpoint.weights.npz'), '');
    expect(await recipeOf(model, folder)).toBe('unet');
    for (const elsewhere of ['..', 'models/recipes/..', 'other', '']) {
      made(elsewhere);
      expect(await recipeOf(model, folder)).toBeNull();
    }
    expect(await recipeOf(join(folder, 'absent'), folder)).toBeNull();
  });
});

describe('the soloist of a file', () => {
  it.each([
    ['/s/violin-1.wav', 'violin'],
    ['/s/Viola.flac', 'viola'],
    ['/s/Double Bass 2.wav', 'double-bass'],
    ['/s/double_bass.wav', 'double-bass'],
    ['/s/cello/Allegro.wav', 'cello'],
    ['/s/horn/takes/3.wav', 'horn'],
    ['/s/clarinet/violin 3.wav', 'violin'],
    ['/s/violinist.wav', null],
    ['/s/Allegro.wav', null],
  ])('%s is %s', (path, instrument) => {
    expect(soloistOf(path, '/s')).toBe(instrument);
  });
});
