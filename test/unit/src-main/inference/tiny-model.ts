import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { INSTRUMENTS } from '../../../../src-shared/project/players.ts';

/**
 * A real ONNX separator of a few hundred bytes, encoded by hand (field numbers of onnx.proto3), so that tests run
 * the real runtime without the shipped weights: masks = softmax over slots of tilt[slot]·magnitude.
 * Loud bins go to slots with a high tilt; silence is shared equally.
 */

export function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
export const int = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
export const bytes = (field: number, content: readonly number[] | string): number[] => {
  const data = typeof content === 'string' ? [...Buffer.from(content)] : content;
  return [...varint(field * 8 + 2), ...varint(data.length), ...data];
};

export const FLOAT = 1;
const INT64 = 7;

/** TensorProto with raw data: dims = 1, data_type = 2, name = 8, raw_data = 9. */
export function tensor(name: string, dims: readonly number[], data: Float32Array | BigInt64Array): number[] {
  return [
    ...dims.flatMap((size) => int(1, size)),
    ...int(2, data instanceof Float32Array ? FLOAT : INT64),
    ...bytes(8, name),
    ...bytes(9, [...new Uint8Array(data.buffer, data.byteOffset, data.byteLength)]),
  ];
}

/** NodeProto: input = 1, output = 2, op_type = 4, attribute = 5, domain = 7. */
export function node(
  type: string,
  inputs: readonly string[],
  output: string,
  extra: readonly number[] = [],
): number[] {
  return [...inputs.flatMap((name) => bytes(1, name)), ...bytes(2, output), ...bytes(4, type), ...extra];
}

/** AttributeProto of an integer: name = 1, i = 3, type = 20 (2 is INT). */
const intAttribute = (name: string, value: number): number[] =>
  bytes(5, [...bytes(1, name), ...int(3, value), ...int(20, 2)]);

/** ValueInfoProto: name = 1, type = 2 { tensor_type = 1 { elem_type = 1, shape = 2 { dim = 1 } } }. */
export function valueInfo(name: string, type: number, dims: readonly (number | string)[]): number[] {
  const shape = dims.flatMap((size) => bytes(1, typeof size === 'number' ? int(1, size) : bytes(2, size)));
  return [...bytes(1, name), ...bytes(2, bytes(1, [...int(1, type), ...bytes(2, shape)]))];
}

/** ModelProto: ir_version = 1, graph = 7, opset_import = 8. */
export const model = (graph: readonly number[]): Uint8Array =>
  Uint8Array.from([...int(1, 8), ...bytes(7, graph), ...bytes(8, int(2, 17))]);

function separatorGraph(bins: number, slots: number): number[] {
  const tilt = Float32Array.from({ length: slots }, (_, slot) => (slot % 5) - 1);
  return [
    ...bytes(1, node('Gather', ['tilt', 'slots'], 'picked')),
    ...bytes(1, node('Reshape', ['picked', 'column'], 'weights')),
    ...bytes(1, node('Unsqueeze', ['magnitude', 'axis'], 'wide')),
    ...bytes(1, node('Mul', ['weights', 'wide'], 'logits')),
    ...bytes(1, node('Softmax', ['logits'], 'masks', intAttribute('axis', 1))),
    ...bytes(2, 'tiny'),
    ...bytes(5, tensor('tilt', [slots], tilt)),
    ...bytes(5, tensor('column', [4], BigInt64Array.of(1n, -1n, 1n, 1n))),
    ...bytes(5, tensor('axis', [1], BigInt64Array.of(1n))),
    ...bytes(11, valueInfo('magnitude', FLOAT, [1, bins, 'frames'])),
    ...bytes(11, valueInfo('counts', FLOAT, [1, INSTRUMENTS.length])),
    ...bytes(11, valueInfo('slots', INT64, ['wanted'])),
    ...bytes(12, valueInfo('masks', FLOAT, [1, 'wanted', bins, 'frames'])),
  ];
}

export interface TinyOptions {
  readonly id?: string;
  readonly playersPerClass?: number;
  readonly segmentFrames?: number;
  /** Replaces parts of the manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/** Writes manifest.json, model.onnx and README.md. @returns the folder */
export async function writeTinyModel(parent: string, options: TinyOptions = {}): Promise<string> {
  const { id = 'tiny', playersPerClass = 2, segmentFrames = 32 } = options;
  const size = 2048;
  const bins = size / 2 + 1;
  const dir = join(parent, id);
  await mkdir(dir, { recursive: true });
  const weights = model(separatorGraph(bins, INSTRUMENTS.length * playersPerClass + 1));
  const manifest = {
    id,
    version: '1.0.0',
    title: 'Tiny test separator',
    task: 'separation',
    architecture: 'softmax of tilted magnitudes',
    causal: false,
    lookahead_ms: 0,
    sample_rate: 22_050,
    channels: 1,
    segment_frames: segmentFrames,
    segment_samples: segmentFrames * 1024,
    frontend: { type: 'stft', size, hop: 1024, window: 'hann', scaling: 'window-sum', input: 'magnitude' },
    output: 'mask',
    inputs: [
      { name: 'magnitude', role: 'magnitude', shape: [1, bins, -1], dtype: 'float32' },
      { name: 'counts', role: 'counts', shape: [1, INSTRUMENTS.length], dtype: 'float32' },
      { name: 'slots', role: 'slots', shape: [-1], dtype: 'int64' },
    ],
    outputs: [{ name: 'masks', role: 'masks', shape: [1, -1, bins, -1], dtype: 'float32' }],
    state: [],
    sources: { kind: 'conditioned', classes: INSTRUMENTS, players_per_class: playersPerClass, rest: true },
    weights: {
      file: 'model.onnx',
      sha256: createHash('sha256').update(weights).digest('hex'),
      bytes: weights.length,
      licence: 'MIT',
    },
    training: {},
    metrics: [],
    ...options.manifest,
  };
  await writeFile(join(dir, 'model.onnx'), weights);
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
  await writeFile(join(dir, 'README.md'), '# Tiny\n');
  return dir;
}
