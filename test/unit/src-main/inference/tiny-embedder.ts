import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { INSTRUMENTS } from '../../../../src-shared/project/players.ts';
import { bytes, FLOAT, model, node, tensor, valueInfo } from './tiny-model.ts';

export const TINY_FRAMES = 64;
const BINS = 1025;
const CLASSES = INSTRUMENTS.length;
/** Bins a class has to itself, some 1000 Hz: the violin's are the lowest, the viola's the next. */
const BAND = 93;

/** Hz in the middle of what the tiny model takes for the instrument. */
export const hzOf = (instrument: (typeof INSTRUMENTS)[number]): number =>
  ((INSTRUMENTS.indexOf(instrument) + 0.5) * BAND * 22_050) / 2048;

/**
 * A real ONNX listener: energies of one band a class, scaled to unit length, as embedding and as probabilities.
 * One tone makes its class certain, two as strong ones 0.71 each, at any level.
 */
function embedderGraph(frames: number, tilt: number): number[] {
  const bands = new Float32Array(CLASSES * BINS);
  for (let index = 0; index < CLASSES; index += 1) {
    bands.fill(index === 0 ? tilt : 1, index * BINS + index * BAND, index * BINS + (index + 1) * BAND);
  }
  return [
    ...bytes(1, node('MatMul', ['bands', 'magnitude'], 'energies')),
    ...bytes(1, node('MatMul', ['energies', 'ones'], 'sums')),
    ...bytes(1, node('Reshape', ['sums', 'row'], 'row_of_sums')),
    ...bytes(1, node('LpNormalization', ['row_of_sums'], 'embedding')),
    ...bytes(1, node('Clip', ['embedding', 'zero', 'one'], 'instruments')),
    ...bytes(2, 'tiny-listener'),
    ...bytes(5, tensor('bands', [CLASSES, BINS], bands)),
    ...bytes(5, tensor('ones', [frames, 1], new Float32Array(frames).fill(1))),
    ...bytes(5, tensor('row', [2], BigInt64Array.of(1n, -1n))),
    ...bytes(5, tensor('zero', [], Float32Array.of(0))),
    ...bytes(5, tensor('one', [], Float32Array.of(1))),
    ...bytes(11, valueInfo('magnitude', FLOAT, [1, BINS, frames])),
    ...bytes(12, valueInfo('embedding', FLOAT, [1, CLASSES])),
    ...bytes(12, valueInfo('instruments', FLOAT, [1, CLASSES])),
  ];
}

export interface TinyEmbedderOptions {
  readonly id?: string;
  /** Gain of the first class: makes weights with another hash. */
  readonly tilt?: number;
  readonly version?: string;
  /** Adds `decisions.json`. */
  readonly decides?: boolean;
  /** Replaces parts of the manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>;
}

export const tinyEmbedderManifest = (id = 'tiny-ears', weights: Uint8Array = new Uint8Array(1)) => ({
  id,
  version: '1.0.0',
  title: 'Tiny test listener',
  task: 'embedding',
  architecture: 'energies of eleven bands',
  causal: false,
  lookahead_ms: 0,
  sample_rate: 22_050,
  channels: 1,
  segment_frames: TINY_FRAMES,
  segment_samples: TINY_FRAMES * 1024,
  frontend: {
    type: 'stft',
    size: 2048,
    hop: 1024,
    window: 'hann',
    scaling: 'window-sum',
    input: 'magnitude',
  },
  output: 'vector',
  inputs: [{ name: 'magnitude', role: 'magnitude', shape: [1, BINS, TINY_FRAMES], dtype: 'float32' }],
  outputs: [
    { name: 'embedding', role: 'embedding', shape: [1, CLASSES], dtype: 'float32' },
    { name: 'instruments', role: 'instruments', shape: [1, CLASSES], dtype: 'float32' },
  ],
  state: [],
  classes: INSTRUMENTS,
  thresholds: INSTRUMENTS.map(() => 0.5),
  weights: {
    file: 'model.onnx',
    sha256: createHash('sha256').update(weights).digest('hex'),
    bytes: weights.length,
    licence: 'MIT',
  },
  training: {},
  metrics: [],
});

const matrix = (rows: number, columns: number, diagonal: number): number[][] =>
  Array.from({ length: rows }, (_row, row) =>
    Array.from({ length: columns }, (_column, column) => (row === column ? diagonal : 0)),
  );

/** A class plays where its mean alone is above a half; a stem contains what its own vector says. */
export const tinyDecisions = ({ id, version, weights }: ReturnType<typeof tinyEmbedderManifest>) => ({
  model_id: id,
  model_version: version,
  weights_sha256: weights.sha256,
  ensemble: {
    threshold: 0.5,
    intercept: INSTRUMENTS.map(() => 0),
    mean: matrix(CLASSES, CLASSES, 1),
    best: matrix(CLASSES, CLASSES, 0),
  },
  stems: {
    intercept: [...INSTRUMENTS.map(() => 0), 0],
    stem: matrix(CLASSES + 1, CLASSES, 10),
    recording: matrix(CLASSES + 1, CLASSES, 0),
    name: matrix(CLASSES + 1, CLASSES, 0),
    agrees: 0.6,
    differs: 0.2,
  },
});

/** Writes manifest.json and model.onnx. @returns the folder */
export async function writeTinyEmbedder(parent: string, options: TinyEmbedderOptions = {}): Promise<string> {
  const { id = 'tiny-ears', tilt = 1, version = '1.0.0' } = options;
  const dir = join(parent, id);
  await mkdir(dir, { recursive: true });
  const weights = model(embedderGraph(TINY_FRAMES, tilt));
  const manifest = { ...tinyEmbedderManifest(id, weights), version, ...options.manifest };
  await writeFile(join(dir, 'model.onnx'), weights);
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
  if (options.decides === true) {
    await writeFile(join(dir, 'decisions.json'), JSON.stringify(tinyDecisions(manifest)));
  }
  return dir;
}
