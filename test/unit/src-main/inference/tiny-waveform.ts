import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { INSTRUMENTS } from '../../../../src-shared/project/players.ts';
import { FLOAT, bytes, int, model, node, tensor, valueInfo } from './tiny-model.ts';

/**
 * Real ONNX separators of waveforms, a few kilobytes each: the stem of slot 0 is the audio below some 500 Hz, that of
 * slot 2 what is above, the rest's is silence. `piece` is centred; `stream` is causal, keeps the samples before the
 * block as its state, and comes `TINY_DELAY` samples late.
 */

const INT64 = 7;
const TAPS = 63;
export const TINY_DELAY = (TAPS - 1) / 2;
export const TINY_BLOCK = 2205;
export const TINY_PIECE = 32 * 1024;

/** AttributeProto of integers: name = 1, ints = 8, type = 20 (7 is INTS). */
const intsAttribute = (name: string, values: readonly number[]): number[] =>
  bytes(5, [...bytes(1, name), ...values.flatMap((value) => int(8, value)), ...int(20, 7)]);
const axisAttribute = (value: number): number[] =>
  bytes(5, [...bytes(1, 'axis'), ...int(3, value), ...int(20, 2)]);

/** Hann-shaped low pass in even slots, the impulse without it in odd classes, nothing for the rest. */
function kernels(slots: number, broken: boolean): Float32Array {
  const low = Float64Array.from({ length: TAPS }, (_, n) => Math.sin((Math.PI * (n + 1)) / (TAPS + 1)) ** 2);
  const sum = low.reduce((total, value) => total + value, 0);
  const out = new Float32Array(slots * TAPS);
  for (let slot = 0; slot < slots - 1; slot += 1) {
    for (let n = 0; n < TAPS; n += 1) {
      const smooth = low[n]! / sum;
      const isHigh = Math.floor(slot / 2) % 2 === 1;
      out[slot * TAPS + n] = isHigh ? (n === TINY_DELAY ? 1 : 0) - smooth : smooth;
    }
  }
  if (broken) out.fill(NaN);
  return out;
}

function graph(kind: 'piece' | 'stream', broken: boolean): number[] {
  const slots = 2 * INSTRUMENTS.length + 1;
  const pads = kind === 'piece' ? [TINY_DELAY, TINY_DELAY] : [0, 0];
  const before = [
    ...bytes(1, node('Concat', ['tail', 'audio'], 'joined', axisAttribute(1))),
    ...bytes(1, node('Slice', ['joined', 'from', 'end', 'axis'], 'tail_next')),
    ...bytes(5, tensor('from', [1], BigInt64Array.of(BigInt(1 - TAPS)))),
    ...bytes(5, tensor('end', [1], BigInt64Array.of(1n << 40n))),
    ...bytes(11, valueInfo('tail', FLOAT, [1, TAPS - 1])),
    ...bytes(12, valueInfo('tail_next', FLOAT, [1, TAPS - 1])),
  ];
  return [
    ...(kind === 'stream' ? before : []),
    ...bytes(1, node('Unsqueeze', [kind === 'stream' ? 'joined' : 'audio', 'axis'], 'signal')),
    ...bytes(1, node('Conv', ['signal', 'kernels'], 'all', intsAttribute('pads', pads))),
    ...bytes(1, node('Gather', ['all', 'slots'], 'stems', axisAttribute(1))),
    ...bytes(2, 'tiny'),
    ...bytes(5, tensor('kernels', [slots, 1, TAPS], kernels(slots, broken))),
    ...bytes(5, tensor('axis', [1], BigInt64Array.of(1n))),
    ...bytes(11, valueInfo('audio', FLOAT, [1, 'samples'])),
    ...bytes(11, valueInfo('counts', FLOAT, [1, INSTRUMENTS.length])),
    ...bytes(11, valueInfo('slots', INT64, ['wanted'])),
    ...bytes(12, valueInfo('stems', FLOAT, [1, 'wanted', 'samples'])),
  ];
}

export interface TinyWaveformOptions {
  readonly id?: string;
  /** Every value it gives is no number. */
  readonly broken?: boolean;
  /** Replaces parts of the manifest. */
  readonly manifest?: Readonly<Record<string, unknown>>;
}

/** Writes manifest.json and model.onnx. @returns the folder */
export async function writeTinyWaveform(
  parent: string,
  kind: 'piece' | 'stream',
  options: TinyWaveformOptions = {},
): Promise<string> {
  const { id = `tiny-${kind}`, broken = false } = options;
  const dir = join(parent, id);
  await mkdir(dir, { recursive: true });
  const weights = model(graph(kind, broken));
  const isStream = kind === 'stream';
  const manifest = {
    id,
    version: '1.0.0',
    title: 'Tiny test separator of waveforms',
    task: 'separation',
    architecture: 'two filters',
    causal: isStream,
    lookahead_ms: isStream ? (1000 * TINY_DELAY) / 22_050 : 1500,
    sample_rate: 22_050,
    channels: 1,
    segment_samples: isStream ? TINY_BLOCK : TINY_PIECE,
    ...(isStream ? { delay_samples: TINY_DELAY } : {}),
    frontend: { type: 'waveform' },
    output: 'waveform',
    inputs: [
      { name: 'audio', role: 'audio', shape: [1, -1], dtype: 'float32' },
      { name: 'counts', role: 'counts', shape: [1, INSTRUMENTS.length], dtype: 'float32' },
      { name: 'slots', role: 'slots', shape: [-1], dtype: 'int64' },
    ],
    outputs: [{ name: 'stems', role: 'stems', shape: [1, -1, -1], dtype: 'float32' }],
    state: isStream ? [{ name: 'tail', shape: [1, TAPS - 1], dtype: 'float32' }] : [],
    sources: { kind: 'conditioned', classes: INSTRUMENTS, players_per_class: 2, rest: true },
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
  return dir;
}
