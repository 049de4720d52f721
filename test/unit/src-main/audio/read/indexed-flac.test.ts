import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openPcm } from '../../../../../src-main/audio/read/open.ts';
import { createFlacWriter } from '../../../../../src-main/audio/write/flac.ts';

const FULL = 2 ** 23;

/** Integers over 2^23, the extremes among them, from a fixed generator. */
function samplesOf(frames: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: frames }, (_, n) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    if (n === 7) return -1;
    if (n === 8) return (FULL - 1) / FULL;
    return Math.floor((state / 2 ** 32 - 0.5) * 2 * FULL * (n % 3000 < 1500 ? 1 : 0.001)) / FULL;
  });
}

async function written(frames: number, channels: number): Promise<{ path: string; planar: Float32Array[] }> {
  const path = join(await mkdtemp(join(tmpdir(), 'divisi-flac-')), 'stem.flac');
  const planar = Array.from({ length: channels }, (_, channel) => samplesOf(frames, channel + 1));
  const writer = await createFlacWriter(path, {
    ...{ sampleRate: 48_000, channels, sampleFormat: 's24', indexedFrames: frames },
  });
  for (let at = 0; at < frames; at += 10_000) {
    await writer.write(planar.map((samples) => samples.subarray(at, at + 10_000)));
  }
  await writer.finish();
  return { path, planar };
}

describe('an indexed FLAC file', () => {
  test.each([
    [1, 1],
    [4095, 1],
    [4096, 2],
    [16_384, 1],
    [16_385, 2],
    [100_003, 2],
  ])('of %i frames, %i channels comes back bit for bit, from anywhere', async (frames, channels) => {
    const { path, planar } = await written(frames, channels);
    const reader = await openPcm(path);
    expect(reader).toMatchObject({ sampleRate: 48_000, channels, frames, sampleFormat: 's24' });
    expect(await reader.read(0, frames)).toEqual(planar);
    for (const [from, count] of [
      [frames - 1, 10],
      [Math.floor(frames / 2), 5000],
      [Math.floor(frames / 2) + 1, 3],
      [3, 20_000],
      [frames + 5, 10],
    ] as const) {
      expect(await reader.read(from, count)).toEqual(
        planar.map((samples) => samples.subarray(from, from + count)),
      );
    }
    await reader.close();
  });

  test('several passages may be asked for at once, and one channel of two', async () => {
    const { path, planar } = await written(90_000, 2);
    const reader = await openPcm(path, { channelMap: [1] });
    const starts = [80_000, 5, 40_000, 41_000, 17];
    const blocks = await Promise.all(starts.map((from) => reader.read(from, 7000)));
    expect(blocks).toEqual(starts.map((from) => [planar[1]!.subarray(from, from + 7000)]));
    await reader.close();
  });

  test('a damaged frame is refused, and the others are read', async () => {
    const { path, planar } = await written(100_000, 1);
    const bytes = await readFile(path);
    const at = Math.floor(bytes.length * 0.6);
    bytes[at] = bytes[at]! ^ 0x55;
    await writeFile(path, bytes);
    const reader = await openPcm(path);
    await expect(reader.read(0, 100_000)).rejects.toMatchObject({ code: 'file/unreadable' });
    expect(await reader.read(0, 16_384)).toEqual([planar[0]!.subarray(0, 16_384)]);
    expect(await reader.read(98_304, 1000)).toEqual([planar[0]!.subarray(98_304, 99_304)]);
    await reader.close();
  });

  test('other FLAC files are not read in place', async () => {
    const path = join(await mkdtemp(join(tmpdir(), 'divisi-flac-')), 'other.flac');
    const writer = await createFlacWriter(path, { sampleRate: 48_000, channels: 1, sampleFormat: 's24' });
    await writer.write([samplesOf(10_000, 1)]);
    await writer.finish();
    await expect(openPcm(path)).rejects.toMatchObject({ code: 'file/unsupported' });
  });
});
