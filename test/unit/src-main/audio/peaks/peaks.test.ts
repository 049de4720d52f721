import { readdir, rename, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createPeaksWriter, PEAK_FRAMES } from '../../../../../src-main/audio/peaks/peaks.ts';
import { partPath } from '../../../../../src-main/audio/write/part-file.ts';
import { readPeaks } from '../../../../../src-main/audio/peaks/peaks-reader.ts';
import { failureOf, noise, useFolder } from '../helpers.ts';

const at = useFolder();

/** Extremes of whole peaks that touch `[from, to)`, by the definition. */
function extremes(samples: Float32Array, from: number, to: number): [number, number] {
  const start = Math.floor(from / PEAK_FRAMES) * PEAK_FRAMES;
  const end = Math.min(samples.length, Math.ceil(to / PEAK_FRAMES) * PEAK_FRAMES);
  const part = samples.subarray(start, end);
  return [
    Math.floor(part.reduce((low, value) => Math.min(low, value), Infinity) * 32767),
    Math.ceil(part.reduce((high, value) => Math.max(high, value), -Infinity) * 32767),
  ];
}

async function write(
  samples: readonly Float32Array[],
  pieces: readonly number[] = [Infinity],
): Promise<void> {
  const writer = await createPeaksWriter(at('a.peaks'), samples.length);
  const length = samples[0]?.length ?? 0;
  for (let from = 0, turn = 0; from < length; turn += 1) {
    const to = Math.min(length, from + (pieces[turn % pieces.length] ?? Infinity));
    writer.push(samples.map((channel) => channel.subarray(from, to)));
    from = to;
  }
  await writer.finish();
}

describe('peaks', () => {
  const samples = [noise(100_100, 1, null, 0.8), noise(100_100, 2, null, 0.3)];

  it.each([
    [0, 100_100, 10],
    [0, 100_100, 391],
    [512, 1024, 2],
    [1_000, 54_321, 7],
    [99_999, 100_100, 1],
  ])('of [%i, %i) in %i buckets are the extremes of their stretch', async (from, to, buckets) => {
    await write(samples, [1, 255, 256, 1_000, 70_000]);
    const answer = await readPeaks(at('a.peaks'), { from, to, buckets });
    expect(answer).toMatchObject({ channels: 2, buckets, ready: 100_100, frames: 100_100 });
    samples.forEach((channel, index) => {
      for (let bucket = 0; bucket < buckets; bucket += 1) {
        const start = from + ((to - from) * bucket) / buckets;
        const end = from + ((to - from) * (bucket + 1)) / buckets;
        const place = (index * buckets + bucket) * 2;
        expect([answer.data[place], answer.data[place + 1]]).toEqual(extremes(channel, start, end));
      }
    });
  });

  it('never give more buckets than there are peaks, and zeros beyond the end', async () => {
    await write([noise(1_000, 1)]);
    const answer = await readPeaks(at('a.peaks'), { from: 0, to: 2_048, buckets: 5_000 });
    expect(answer.buckets).toBe(8);
    expect([...answer.data.subarray(8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  it('can be read while they grow', async () => {
    await failureOf(readPeaks(at('a.peaks'), { from: 0, to: 10, buckets: 1 }), 'file/not-found');
    const writer = await createPeaksWriter(at('a.peaks'), 1);
    const ask = () => readPeaks(at('a.peaks'), { from: 0, to: 2_560, buckets: 10 });
    expect(await ask()).toMatchObject({ ready: 0, frames: null });
    writer.push([new Float32Array(700).fill(0.5)]);
    await writer.flush();
    const growing = await ask();
    expect(growing).toMatchObject({ ready: 512, frames: null });
    expect([...growing.data.subarray(0, 6)]).toEqual([16383, 16384, 16383, 16384, 0, 0]);
    writer.push([new Float32Array(1).fill(-1)]);
    expect(await writer.finish()).toEqual({ frames: 701, peak: 1 });
    expect(await ask()).toMatchObject({ ready: 701, frames: 701 });
    expect(await readdir(at(''))).toEqual(['a.peaks']);
  });

  it('hold what lies beyond full scale at full scale, and tell the true peak', async () => {
    const writer = await createPeaksWriter(at('a.peaks'), 1);
    writer.push([Float32Array.of(-2, 1.5)]);
    expect(await writer.finish()).toEqual({ frames: 2, peak: 2 });
    expect([...(await readPeaks(at('a.peaks'), { from: 0, to: 2, buckets: 1 })).data]).toEqual([
      -32767, 32767,
    ]);
  });

  it.each([
    { from: 0, to: 0, buckets: 1 },
    { from: -1, to: 5, buckets: 1 },
    { from: 0, to: 5, buckets: 0 },
    { from: 0.5, to: 5, buckets: 1 },
    { from: 0, to: Infinity, buckets: 1 },
  ])('refuse $from to $to in $buckets', async (request) => {
    await write([noise(100, 1)]);
    await failureOf(readPeaks(at('a.peaks'), request), 'call/invalid');
  });

  it('are not begun while their head is still being written, but damaged when cut short at rest', async () => {
    const path = at('a.peaks');
    const asked = { from: 0, to: 1000, buckets: 4 };
    await writeFile(partPath(path), 'DV');
    await failureOf(readPeaks(path, asked), 'file/not-found');
    await rename(partPath(path), path);
    await failureOf(readPeaks(path, asked), 'file/unreadable');
  });

  it('refuse another file', async () => {
    await writeFile(at('a.peaks'), 'something else, long enough to hold a header');
    await failureOf(readPeaks(at('a.peaks'), { from: 0, to: 5, buckets: 1 }), 'file/unreadable');
  });

  it('leave nothing after an abort', async () => {
    const writer = await createPeaksWriter(at('a.peaks'), 1);
    writer.push([noise(1_000, 1)]);
    await writer.flush();
    await writer.abort();
    expect(await readdir(at(''))).toEqual([]);
  });
});
