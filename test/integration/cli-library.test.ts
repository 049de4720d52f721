import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { tempFolder } from '../support/temp.ts';
import { writeWav } from '../support/wav.ts';
import { writeTinyWaveform } from '../unit/src-main/inference/tiny-waveform.ts';
import { divisi } from './cli-fixture.ts';

const folder = tempFolder();
const at = (...names: string[]): string => join(folder.path, ...names);
const library = at('library');
afterAll(() => folder.remove());

describe('the library from the command line', () => {
  const Imported = z.object({
    recordings: z.array(
      z.object({
        id: z.string(),
        file: z.string(),
        state: z.string(),
        existing: z.boolean(),
        separation: z.string().nullable(),
        problem: z.object({ code: z.string() }).nullable(),
      }),
    ),
  });

  test('imports a folder, separates it, and tells what failed', async () => {
    mkdirSync(at('takes', 'second'), { recursive: true });
    writeWav(at('takes', 'one.wav'), { seconds: 1.5, channels: 1 });
    writeFileSync(at('takes', 'second', 'broken.wav'), 'no audio at all');
    const ran = await divisi([
      'import',
      at('takes'),
      '--separate',
      '--instruments',
      'violin,cello',
      '--library',
      at('import-library'),
      '--json',
    ]);
    expect(ran.status).toBe(2);
    expect(ran.err.trimEnd().split('\n').at(-1)).toMatch(/^divisi: broken: .*\(1 of 2 recordings failed\)$/);
    const { recordings } = Imported.parse(JSON.parse(ran.out));
    expect(recordings.map(({ file, state }) => [file, state])).toEqual([
      [at('takes', 'one.wav'), 'ready'],
      [at('takes', 'second', 'broken.wav'), 'failed'],
    ]);
    expect(recordings[0]?.separation).toMatch(/^sep_/);
    expect(recordings[1]?.problem?.code).toMatch(/^file\//);
  });

  test('Ctrl-C ends it with 130, keeps what was read and leaves no half recording', async () => {
    const takes = at('many');
    mkdirSync(takes);
    for (let take = 1; take <= 6; take += 1)
      writeWav(join(takes, `${take}.wav`), {
        seconds: 20,
        channels: 1,
        sample: (frame) => ((frame % (100 + take)) - 50) / 100,
      });
    const own = at('interrupted-library');
    const ran = await divisi(['import', takes, '--library', own], { interrupt: { after: '%' } });
    expect(ran.status).toBe(130);
    expect(ran.err.trimEnd().split('\n').at(-1)).toBe('divisi: Interrupted');
    const kept = readdirSync(join(own, 'peaks'));
    expect(kept.length).toBeLessThan(6);
    expect(kept.filter((name) => !name.endsWith('.peaks'))).toEqual([]);
    const again = await divisi(['import', join(takes, '1.wav'), '--library', own, '--json']);
    expect(Imported.parse(JSON.parse(again.out)).recordings).toHaveLength(1);
    expect(readdirSync(join(own, 'peaks'))).toHaveLength(kept.length + 1);
  });

  test('a file that the library has already is named, and taken twice only where asked', async () => {
    const path = at('known.wav');
    writeWav(path, { seconds: 0.5, channels: 1 });
    const own = at('known-library');
    const again = async (...args: string[]) => {
      const ran = await divisi(['import', path, '--library', own, '--json', ...args]);
      expect(ran.status, ran.err).toBe(0);
      return Imported.parse(JSON.parse(ran.out)).recordings;
    };
    const [first] = await again();
    expect(first).toMatchObject({ state: 'ready', existing: false, problem: null });
    expect(await again()).toEqual([{ ...first, existing: true }]);
    const words = await divisi(['import', path, '--library', own]);
    expect([words.status, words.out]).toEqual([0, `known: ${first?.id}, already in the library\n`]);
    const [second] = await again('--again');
    expect(second).toMatchObject({ state: 'ready', existing: false });
    expect(second?.id).not.toBe(first?.id);
  });

  test('a mistyped name makes no library', async () => {
    const ran = await divisi(['import', at('nowhere.wav'), '--library', at('never')]);
    expect(ran.status).toBe(2);
    expect(existsSync(at('never'))).toBe(false);
  });
});

describe('what tells about the installation', () => {
  test('doctor tries the providers and prints one object', async () => {
    const ran = await divisi(['doctor', '--json', '--library', at('no-library')]);
    expect(ran.status, ran.err).toBe(0);
    const report = z
      .object({
        program: z.object({ version: z.string() }),
        runtime: z.object({ node: z.string(), inference: z.string() }),
        providers: z.array(z.object({ provider: z.string(), works: z.boolean() })),
        library: z.object({ exists: z.boolean(), free_disk_mb: z.number() }),
        listening_model: z.object({ id: z.string(), version: z.string() }).nullable(),
        listening_model_problem: z.string().nullable(),
      })
      .parse(JSON.parse(ran.out));
    expect(report.providers.at(-1)).toMatchObject({ provider: 'cpu', works: true });
    expect(report.library.exists).toBe(false);
    // Either of the two is told, whether or not a model that listens is part of this checkout.
    expect(report.listening_model === null).toBe(report.listening_model_problem !== null);
    expect(existsSync(at('no-library'))).toBe(false);
  });

  test('doctor tries the models that were added', async () => {
    const source = await writeTinyWaveform(at('streaming'), 'stream');
    const broken = await writeTinyWaveform(at('streaming'), 'stream', { id: 'nan', broken: true });
    for (const dir of [source, broken]) {
      expect((await divisi(['models', 'add', dir, '--library', at('with-models')])).status).toBe(0);
    }
    const ran = await divisi(['doctor', '--json', '--library', at('with-models')]);
    const tried = z.object({ id: z.string(), works: z.boolean(), reason: z.string().nullable() });
    const { other_models: others } = z.object({ other_models: z.array(tried) }).parse(JSON.parse(ran.out));
    expect(others.find(({ id }) => id === 'tiny-stream')).toMatchObject({ works: true, reason: null });
    expect(others.find(({ id }) => id === 'nan')).toMatchObject({
      works: false,
      reason: 'The model gives stems with values that are no numbers',
    });
  });

  test('models: listed, verified, added as unverified, not over a built-in one, removed', async () => {
    const listed = await divisi(['models', 'list', '--json', '--library', library]);
    const Models = z.object({
      models: z.array(z.object({ id: z.string(), default: z.boolean(), origin: z.string() })),
    });
    const standard = Models.parse(JSON.parse(listed.out)).models.find((model) => model.default);
    const id = standard?.id ?? '';
    const builtIn = join(import.meta.dirname, '..', '..', 'models', id);
    expect((await divisi(['models', 'verify', '--library', library])).status).toBe(0);
    const over = await divisi(['models', 'add', builtIn, '--library', library]);
    expect([over.status, over.out]).toEqual([2, '']);
    expect(over.err).toMatch(/built-in model/);

    const manifest = z
      .looseObject({ id: z.string(), weights: z.looseObject({ file: z.string() }) })
      .parse(JSON.parse(readFileSync(join(builtIn, 'manifest.json'), 'utf8')));
    const copy = at('my-model');
    mkdirSync(copy);
    writeFileSync(join(copy, 'manifest.json'), JSON.stringify({ ...manifest, id: 'my-model' }));
    const weights = readFileSync(join(builtIn, manifest.weights.file));
    writeFileSync(
      join(copy, manifest.weights.file),
      weights.map((byte, index) => (index === 5000 ? byte ^ 1 : byte)),
    );
    const wrong = await divisi(['models', 'add', copy, '--library', library]);
    expect([wrong.status, wrong.out]).toEqual([3, '']);
    expect(wrong.err).toMatch(/^divisi: .*\n$/);
    writeFileSync(join(copy, manifest.weights.file), weights);
    expect((await divisi(['models', 'add', copy, '--library', library])).status).toBe(0);
    const after = Models.parse(
      JSON.parse((await divisi(['models', 'list', '--json', '--library', library])).out),
    );
    expect(after.models.find((model) => model.id === 'my-model')).toMatchObject({
      origin: 'added',
      default: false,
    });
    expect((await divisi(['models', 'remove', 'my-model', '--library', library])).status).toBe(0);
    expect((await divisi(['models', 'remove', id, '--library', library])).status).toBe(2);
  });

  test('help names every command and what is missing', async () => {
    const ran = await divisi(['help']);
    expect(ran.status).toBe(0);
    for (const name of [
      'separate',
      'identify',
      'search',
      'similar',
      'remix',
      'export',
      'evaluate',
      'models',
      'doctor',
      'adapt',
      'import',
      'bench',
      'serve',
    ]) {
      expect(ran.out).toMatch(new RegExp(`^  ${name} `, 'm'));
    }
    expect((await divisi(['evaluate', '--help'])).out).toMatch(/MS-SSIM/);
    expect((await divisi(['--version'])).out).toMatch(/^divisi \d+\.\d+\.\d+\n$/);
  });
});
