import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { NO_METADATA } from '../../../../../src-shared/contract/export.ts';
import { DECODERS } from '../../../../../src-main/audio/decode/registry.ts';
import { openBytes } from '../../../../../src-main/audio/read/byte-file.ts';
import { sniff } from '../../../../../src-main/audio/read/sniff.ts';
import { streamSource } from '../../../../../src-main/audio/read/source-stream.ts';
import type { PcmWriter } from '../../../../../src-main/audio/read/pcm.ts';
import { createMp3Writer } from '../../../../../src-main/audio/write/mp3.ts';
import { createOpusWriter } from '../../../../../src-main/audio/write/opus.ts';
import { failureOf, useFolder } from '../helpers.ts';

const at = useFolder();
const tags = { metadata: { ...NO_METADATA, title: '第一楽章' }, cover: null };

/** A sweep, in which every delay shows. */
function sweep(frames: number, rate: number, low: number): Float32Array {
  return Float32Array.from({ length: frames }, (_, n) => {
    const t = n / rate;
    return 0.4 * Math.sin(2 * Math.PI * (low * t + 300 * t * t));
  });
}

async function writeAll(writer: PcmWriter, channels: readonly Float32Array[], block: number): Promise<void> {
  const length = channels[0]?.length ?? 0;
  for (let from = 0; from < length; from += block) {
    await writer.write(channels.map((samples) => samples.subarray(from, from + block)));
  }
  await writer.finish();
}

async function decoded(path: string) {
  const file = await openBytes(path);
  const sniffed = await sniff(file);
  if (sniffed.kind !== 'own') throw new Error('not compressed');
  const { signal } = new AbortController();
  const source = streamSource(file, signal);
  const stream = await DECODERS[sniffed.format]({ ...sniffed, file, bytes: source.pieces, signal });
  const blocks: Float32Array[][] = [];
  for await (const part of stream.blocks()) blocks.push(part);
  stream.close();
  await file.close();
  const channels = Array.from({ length: stream.channels }, (_, channel) =>
    Float32Array.from(blocks.flatMap((part) => [...(part[channel] ?? [])])),
  );
  return { channels, format: stream.format, sampleRate: stream.sampleRate, damaged: stream.damagedPlaces() };
}

/** Signal over difference, in dB, sample by sample: a shift of one sample ruins it. */
function fidelity(original: Float32Array, copy: Float32Array): number {
  let signal = 0;
  let error = 0;
  original.forEach((value, index) => {
    signal += value ** 2;
    error += (value - (copy[index] ?? 0)) ** 2;
  });
  return 10 * Math.log10(signal / error);
}

describe('MP3', () => {
  it.each([
    [44_100, 2, 320],
    [48_000, 2, 192],
    [32_000, 1, 128],
  ] as const)(
    'at %i Hz, %i channels, %i kbit/s comes back at its length, nowhere shifted',
    async (rate, count, kbps) => {
      const frames = rate * 2 + 123;
      const original = [sweep(frames, rate, 200), sweep(frames, rate, 300)].slice(0, count);
      const options = { sampleRate: rate, channels: count, kbps, tags };
      await writeAll(await createMp3Writer(at('a.mp3'), options), original, 1000);
      const { channels, ...facts } = await decoded(at('a.mp3'));
      expect(facts).toEqual({ format: 'mp3', sampleRate: rate, damaged: 0 });
      expect(channels.map((samples) => samples.length)).toEqual(original.map(() => frames));
      original.forEach((samples, index) => {
        expect(fidelity(samples, channels[index] ?? new Float32Array())).toBeGreaterThan(25);
      });
    },
  );

  it('begins with a tag in UTF-8, and gives the same bytes for the same sound', async () => {
    const options = { sampleRate: 44_100, channels: 1, kbps: 128, tags } as const;
    for (const name of ['a.mp3', 'b.mp3']) {
      await writeAll(await createMp3Writer(at(name), options), [sweep(30_000, 44_100, 200)], 4096);
    }
    const bytes = await readFile(at('a.mp3'));
    expect(bytes.toString('latin1', 0, 3)).toBe('ID3');
    expect(bytes.includes(Buffer.from('第一楽章'))).toBe(true);
    expect(await readFile(at('b.mp3'))).toEqual(bytes);
  });

  it('refuses what it does not offer, and leaves nothing after an abort', async () => {
    await failureOf(
      createMp3Writer(at('a.mp3'), { sampleRate: 96_000, channels: 2, kbps: 320, tags }),
      'call/invalid',
    );
    await failureOf(
      createMp3Writer(at('a.mp3'), { sampleRate: 44_100, channels: 2, kbps: 300, tags }),
      'call/invalid',
    );
    const writer = await createMp3Writer(at('a.mp3'), { sampleRate: 44_100, channels: 1, kbps: 320, tags });
    await writer.write([sweep(5000, 44_100, 200)]);
    await writer.abort();
    expect(await readdir(at(''))).toEqual([]);
  });
});

describe('Opus', () => {
  it.each([
    [1, 1],
    [2, 959],
    [2, 48_000],
    [1, 48_000 * 2 + 17],
  ] as const)(
    'with %i channels and %i frames comes back at its length, nowhere shifted',
    async (count, frames) => {
      const original = [sweep(frames, 48_000, 200), sweep(frames, 48_000, 300)].slice(0, count);
      const options = { channels: count, kbps: 192, inputRate: 44_100, tags };
      await writeAll(await createOpusWriter(at('a.opus'), options), original, 777);
      const { channels, ...facts } = await decoded(at('a.opus'));
      expect(facts).toEqual({ format: 'opus', sampleRate: 48_000, damaged: 0 });
      expect(channels.map((samples) => samples.length)).toEqual(original.map(() => frames));
      if (frames < 10_000) return;
      original.forEach((samples, index) => {
        expect(fidelity(samples, channels[index] ?? new Float32Array())).toBeGreaterThan(20);
      });
    },
  );

  it('carries a cover that is larger than a page', async () => {
    const bytes = Buffer.alloc(200_000, 7);
    const cover = { mime: 'image/png', width: 1, height: 1, bytes } as const;
    const writer = await createOpusWriter(at('a.opus'), {
      channels: 1,
      kbps: 96,
      inputRate: 48_000,
      tags: { ...tags, cover },
    });
    await writeAll(writer, [sweep(5000, 48_000, 200)], 5000);
    const { channels, damaged } = await decoded(at('a.opus'));
    expect([channels[0]?.length, damaged]).toEqual([5000, 0]);
    await failureOf(
      createOpusWriter(at('no/where.opus'), { channels: 1, kbps: 96, inputRate: 48_000, tags }),
      'disk/unwritable',
    );
  });
});
