import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseManifest } from '../../../../src-main/inference/manifest.ts';
import { requireSeparator } from '../../../../src-main/inference/separator-manifest.ts';
import { writeTinyModel } from './tiny-model.ts';

let dir: string;
let good: Record<string, unknown>;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'divisi-manifest-'));
  const folder = await writeTinyModel(dir);
  good = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Record<string, unknown>;
});
afterAll(() => rm(dir, { recursive: true }));

const parse = (change: Record<string, unknown>) => parseManifest(JSON.stringify({ ...good, ...change }));
const weights = (change: Record<string, unknown>) => ({
  weights: { ...(good.weights as Record<string, unknown>), ...change },
});

describe('parseManifest', () => {
  it('reads a whole manifest', () => {
    const manifest = requireSeparator(parse({}));
    expect(manifest.id).toBe('tiny');
    expect(manifest.sources.playersPerClass).toBe(2);
  });

  it('gives every name in camel case; only what the training says of itself stays as it is', () => {
    const notes = {
      ...{ lowest_hz: 27.5, steps_per_octave: 36, candidates: 300, floor: 0.01 },
      ...{ width_semitones: 0.5, widen_s: 0.05 },
    };
    const { training, ...manifest } = parse({ notes, block_samples: 4 });
    const names = (value: unknown): string[] =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([name, inner]) => [name, ...names(inner)])
        : [];
    expect(names(manifest).filter((name) => name.includes('_'))).toEqual([]);
    expect(training).toEqual(good.training);
    expect(manifest).toMatchObject({
      ...{ sampleRate: good.sample_rate, lookaheadMs: good.lookahead_ms },
      ...{ segmentFrames: good.segment_frames, segmentSamples: good.segment_samples },
      ...{ blockSamples: 4, delaySamples: 0 },
      notes: {
        ...{ lowestHz: 27.5, stepsPerOctave: 36, candidates: 300, floor: 0.01 },
        ...{ widthSemitones: 0.5, widenSeconds: 0.05 },
      },
    });
  });

  it('says what is not JSON', () => {
    expect(() => parseManifest('{"id":')).toThrow(expect.objectContaining({ code: 'model/invalid' }));
  });

  it.each([
    ['an id with a path', { id: '../x' }, 'id'],
    ['an empty version', { version: '' }, 'version'],
    ['a task of another kind', { task: 'singing' }, 'task'],
    [
      'an unknown class',
      { sources: { kind: 'conditioned', classes: ['kazoo'], players_per_class: 1, rest: true } },
      'sources',
    ],
    ['a tensor of text', { inputs: [{ name: 'x', role: 'x', shape: [1], dtype: 'string' }] }, 'inputs'],
    [
      'a metric without a figure',
      { metrics: [{ set: 'a', metric: 'b', value: null, date: 'c' }] },
      'metrics',
    ],
  ])('names the field of %s', (_, change, field) => {
    expect(() => parse(change)).toThrow(
      expect.objectContaining({
        code: 'model/invalid',
        message: expect.stringContaining(`wrong at ${field}`) as string,
      }),
    );
  });

  it.each(['../model.onnx', '/etc/passwd', 'a/b.onnx', 'a\\b.onnx', '.hidden', '', '..', 'C:x'])(
    'refuses weights at %j',
    (file) => {
      expect(() => parse(weights({ file }))).toThrow(expect.objectContaining({ code: 'model/invalid' }));
    },
  );

  it('refuses a hash that is none and weights above the limit', () => {
    expect(() => parse(weights({ sha256: 'ABC' }))).toThrow(
      expect.objectContaining({ code: 'model/invalid' }),
    );
    expect(() => parse(weights({ bytes: 2 ** 40 }))).toThrow(
      expect.objectContaining({ code: 'model/invalid' }),
    );
  });
});

describe('requireSeparator', () => {
  it.each([
    ['waveforms', { output: 'waveform' }, 'masks'],
    ['a waveform front end', { frontend: { type: 'waveform' } }, 'masks'],
    ['another task', { task: 'embedding', output: 'vector' }, 'embedding'],
    ['blind sources', { sources: { kind: 'blind', count: 3, rest: true } }, 'which instruments'],
    [
      'no rest',
      { sources: { kind: 'conditioned', classes: ['violin'], players_per_class: 1, rest: false } },
      'rest',
    ],
    ['state', { state: [{ name: 'h', role: 'h', shape: [1], dtype: 'float32' }] }, 'state'],
    ['no pieces', { segment_frames: undefined }, 'frames'],
    ['tiny pieces', { segment_frames: 8 }, 'short'],
    ['a missing tensor', { outputs: [{ name: 'x', role: 'x', shape: [1], dtype: 'float32' }] }, 'masks'],
  ])('refuses %s in a plain sentence', (_, change, reason) => {
    expect(() => requireSeparator(parse(change))).toThrow(
      expect.objectContaining({
        code: 'model/unsupported',
        message: expect.stringContaining(reason) as string,
      }),
    );
  });
});
