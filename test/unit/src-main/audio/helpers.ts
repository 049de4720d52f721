import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect } from 'vitest';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import type { FailureCode } from '../../../../src-shared/contract/failure.ts';
import type { PcmWriter } from '../../../../src-main/audio/read/pcm.ts';
import { createPcmWriter } from '../../../../src-main/audio/write/writer.ts';

export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/audio/${name}`, import.meta.url));

/** A folder that lives for one test. */
export function useFolder(): (name: string) => string {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'divisi-audio-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return (name) => join(folder, name);
}

/** Deterministic noise in [-1, 1), on a grid of 2^-(bits-1) where bits are given. */
export function noise(frames: number, seed: number, bits: number | null = null, level = 1): Float32Array {
  let state = seed >>> 0 || 1;
  return Float32Array.from({ length: frames }, () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const value = (state | 0) / 2 ** 31;
    if (bits === null) return value * level;
    const steps = 2 ** (bits - 1);
    return Math.floor(value * level * steps) / steps;
  });
}

export async function writeAll(
  writer: PcmWriter,
  channels: readonly Float32Array[],
): Promise<{ bytes: number; clippedSamples: number }> {
  await writer.write(channels);
  return writer.finish();
}

export async function writeWav(
  path: string,
  channels: readonly Float32Array[],
  sampleFormat: 's16' | 's24' | 'f32' = 's16',
  sampleRate = 44_100,
): Promise<void> {
  await writeAll(
    await createPcmWriter(path, { sampleRate, channels: channels.length, sampleFormat }),
    channels,
  );
}

interface RawWav {
  readonly tag?: number;
  readonly channels?: number;
  readonly sampleRate?: number;
  readonly bits?: number;
  readonly data: Buffer;
  /** Instead of the data's true size. */
  readonly declared?: number;
  readonly riffSize?: number;
  /** Chunks between `fmt ` and `data`. */
  readonly before?: readonly (readonly [string, Buffer])[];
  readonly after?: Buffer;
}

/** A WAV file byte by byte, so that its header can lie. */
export async function writeRawWav(path: string, raw: RawWav): Promise<void> {
  const { tag = 1, channels = 1, sampleRate = 44_100, bits = 16, data, before = [] } = raw;
  const format = Buffer.alloc(16);
  format.writeUInt16LE(tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE((sampleRate * channels * bits) / 8, 8);
  format.writeUInt16LE((channels * bits) / 8, 12);
  format.writeUInt16LE(bits, 14);
  const body = Buffer.concat([
    Buffer.from('WAVE', 'latin1'),
    chunk('fmt ', format),
    ...before.map(([id, bytes]) => chunk(id, bytes)),
    chunk('data', data, raw.declared),
    raw.after ?? Buffer.alloc(0),
  ]);
  await writeFile(path, chunk('RIFF', body, raw.riffSize));
}

/** Padded to an even length, as RIFF wants it. */
export function chunk(id: string, body: Buffer, declared = body.length): Buffer {
  const head = Buffer.alloc(8);
  head.write(id, 0, 'latin1');
  head.writeUInt32LE(declared, 4);
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)]);
}

/** Asserts an expected failure and hands it back. */
export async function failureOf(work: Promise<unknown>, code: FailureCode): Promise<Failure> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    expect(error.code).toBe(code);
    return error;
  }
  throw new Error(`expected the failure ${code}, but it worked`);
}

/** The amplitude of a tone, by correlation over whole periods. */
export function amplitudeAt(samples: Float32Array, hz: number, sampleRate: number): number {
  const periods = Math.floor((samples.length * hz) / sampleRate) - 1;
  const frames = Math.floor((periods * sampleRate) / hz);
  let sine = 0;
  let cosine = 0;
  for (let n = 0; n < frames; n += 1) {
    const phase = (2 * Math.PI * hz * n) / sampleRate;
    sine += (samples[n] ?? 0) * Math.sin(phase);
    cosine += (samples[n] ?? 0) * Math.cos(phase);
  }
  return (2 * Math.hypot(sine, cosine)) / frames;
}
