import { rmSync } from 'node:fs';
import {
  appendFile,
  mkdir,
  mkdtemp,
  readFile,
  readdir,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRegistry } from '../../../../src-main/inference/registry.ts';
import type { ModelRegistry } from '../../../../src-main/inference/registry.ts';
import { ModelInfo } from '../../../../src-shared/contract/model.ts';
import { writeTinyModel } from './tiny-model.ts';

let root: string;
let registry: ModelRegistry;
const built = (): string => join(root, 'built-in');
const added = (): string => join(root, 'added');
const elsewhere = (): string => join(root, 'elsewhere');
const failure = (code: string) => expect.objectContaining({ code }) as Error;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'divisi-registry-'));
  await writeTinyModel(built(), { id: 'house' });
  await mkdir(join(built(), 'training'));
  registry = createRegistry({
    builtInDirs: [built()],
    addedDir: added(),
    discard: (dir) => rmSync(dir, { recursive: true }),
  });
});
afterEach(() => rm(root, { recursive: true }));

describe('list', () => {
  it('gives what the contract declares; a folder without a manifest is no model', async () => {
    const list = await registry.list();
    expect(list.map(({ id }) => id)).toEqual(['house']);
    expect(ModelInfo.parse(list[0])).toMatchObject({
      origin: 'built-in',
      isDefault: true,
      playersPerClass: 2,
      rest: true,
      problem: null,
    });
  });

  it('shows a broken model with its problem beside the good ones', async () => {
    await mkdir(join(added(), 'broken'), { recursive: true });
    await writeFile(join(added(), 'broken', 'manifest.json'), '{');
    const list = await registry.list();
    expect(list.map(({ id, problem }) => [id, problem?.code ?? null])).toEqual([
      ['house', null],
      ['broken', 'model/invalid'],
    ]);
  });

  it('shows a model whose manifest is a folder or a link', async () => {
    await mkdir(join(added(), 'odd', 'manifest.json'), { recursive: true });
    expect((await registry.list()).map(({ id, problem }) => [id, problem?.code ?? null])).toEqual([
      ['house', null],
      ['odd', 'model/invalid'],
    ]);
  });

  it('shows a separator that no room runs as unsupported, and never as the default', async () => {
    await rm(join(built(), 'house'), { recursive: true });
    await writeTinyModel(built(), { id: 'a-waves', manifest: { output: 'waveform' } });
    const [info] = await registry.list();
    expect(info).toMatchObject({ id: 'a-waves', isDefault: false, problem: { code: 'model/unsupported' } });
    await expect(registry.resolve()).rejects.toThrow(failure('model/unsupported'));
  });

  it('sees weights change after they were verified', async () => {
    expect((await registry.list())[0]?.problem).toBeNull();
    await appendFile(join(built(), 'house', 'model.onnx'), 'x');
    expect((await registry.list())[0]?.problem?.code).toBe('model/hash-mismatch');
    await expect(registry.resolve('house')).rejects.toThrow(failure('model/hash-mismatch'));
  });

  it('refuses weights of the right size and other content', async () => {
    const path = join(built(), 'house', 'model.onnx');
    const content = await readFile(path);
    content[content.length - 1]! ^= 1;
    await writeFile(path, content);
    expect((await registry.list())[0]?.problem?.code).toBe('model/hash-mismatch');
  });
});

describe('resolve', () => {
  it('finds by id and by default', async () => {
    expect((await registry.resolve()).dir).toBe(join(built(), 'house'));
    expect((await registry.resolve('house')).info.version).toBe('1.0.0');
    await expect(registry.resolve('nobody')).rejects.toThrow(failure('model/unknown'));
  });

  it('takes the built-in model with the best evidence by default', async () => {
    const metric = (value: number) => ({
      set: 'real-report',
      players: 2,
      metric: 'si_sdr_improvement',
      value,
      date: '2026-01-01',
    });
    await writeTinyModel(built(), { id: 'better', manifest: { metrics: [metric(3), metric(5)] } });
    await writeTinyModel(built(), { id: 'best', manifest: { metrics: [metric(6), metric(5)] } });
    await writeTinyModel(built(), { id: 'a-stranger', manifest: { metrics: [] } });
    await registry.add(
      await writeTinyModel(elsewhere(), { id: 'boastful', manifest: { metrics: [metric(99)] } }),
    );
    expect((await registry.resolve()).info.id).toBe('best');
    const broken = { sha256: '0'.repeat(64), file: 'model.onnx', bytes: 1, licence: 'MIT' };
    await writeTinyModel(built(), { id: 'best', manifest: { metrics: [metric(6)], weights: broken } });
    expect((await registry.resolve()).info.id).toBe('better');
  });

  it('says that nothing is installed', async () => {
    await rm(join(built(), 'house'), { recursive: true });
    await expect(registry.resolve()).rejects.toThrow(failure('model/unknown'));
  });
});

describe('add and remove', () => {
  it('removes what a killed program had copied, and leaves the rest of the folder alone', async () => {
    const dead = '.adding-4194999-0123456789ab';
    const names = [dead, '.adding-0123456789ab', `.adding-${process.pid}-0123456789ab`, '.adding-mine'];
    for (const name of names) await mkdir(join(added(), name), { recursive: true });
    await registry.add(await writeTinyModel(elsewhere(), { id: 'mine' }));
    expect((await readdir(added())).sort()).toEqual(['mine', ...names.slice(2)].sort());
  });

  it('copies, lists after the built-in ones, and removes', async () => {
    const source = await writeTinyModel(elsewhere(), { id: 'mine' });
    await writeFile(join(source, 'extra.bin'), 'not part of a model');
    await writeFile(join(source, 'confidence.json'), '{}');
    expect(await registry.add(source)).toMatchObject({ id: 'mine', origin: 'added', isDefault: false });
    await rm(source, { recursive: true });
    expect((await registry.list()).map(({ id }) => id)).toEqual(['house', 'mine']);
    expect((await readdir(join(added(), 'mine'))).sort()).toEqual([
      'README.md',
      'confidence.json',
      'manifest.json',
      'model.onnx',
    ]);
    expect(await registry.card('mine')).toBe('# Tiny\n');
    await registry.remove('mine');
    expect((await registry.list()).map(({ id }) => id)).toEqual(['house']);
  });

  it('refuses the id of a built-in model, one that is there, and removing a built-in one', async () => {
    await expect(registry.add(await writeTinyModel(elsewhere(), { id: 'house' }))).rejects.toThrow(
      failure('file/exists'),
    );
    const source = await writeTinyModel(elsewhere(), { id: 'mine' });
    await registry.add(source);
    await expect(registry.add(source)).rejects.toThrow(failure('file/exists'));
    await expect(registry.remove('house')).rejects.toThrow(failure('call/invalid'));
    await expect(registry.remove('nobody')).rejects.toThrow(failure('model/unknown'));
  });

  it('does not let a folder copied by hand stand in for a built-in model', async () => {
    await writeTinyModel(added(), { id: 'house', manifest: { title: 'Impostor' } });
    expect((await registry.list()).map(({ title }) => title)).toEqual(['Tiny test separator']);
  });

  it('leaves nothing behind when weights are wrong', async () => {
    const source = await writeTinyModel(elsewhere(), { id: 'mine' });
    await appendFile(join(source, 'model.onnx'), 'x');
    await expect(registry.add(source)).rejects.toThrow(failure('model/hash-mismatch'));
    expect(await readdir(added()).catch(() => [])).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('refuses links', async () => {
    const source = await writeTinyModel(elsewhere(), { id: 'mine' });
    await rename(join(source, 'model.onnx'), join(root, 'outside.onnx'));
    await symlink(join(root, 'outside.onnx'), join(source, 'model.onnx'));
    await expect(registry.add(source)).rejects.toThrow(failure('model/invalid'));
  });
});
