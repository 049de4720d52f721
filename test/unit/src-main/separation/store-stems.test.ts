import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openPcm } from '../../../../src-main/audio/read/open.ts';
import { createPcmWriter } from '../../../../src-main/audio/write/writer.ts';
import { runStoreStems } from '../../../../src-main/separation/store-stems.ts';
import { tempDir } from '../../../support/temp.ts';

const STEPS = 2 ** 23;
const context = { signal: new AbortController().signal, progress: () => {}, event: () => {} };

async function stem(values: Float32Array): Promise<{ path: string; out: string }> {
  const dir = tempDir();
  const path = join(dir, 'viola.wav');
  const writer = await createPcmWriter(path, { sampleRate: 48_000, channels: 1, sampleFormat: 'f32' });
  await writer.write([values]);
  await writer.finish();
  return { path, out: join(dir, 'viola.flac') };
}

/** On the grid of so many bits. */
const ramp = (bits: number): Float32Array =>
  Float32Array.from({ length: 70_000 }, (_, n) => ((n * 7919) % 2 ** bits) / 2 ** (bits - 1) - 1);

test.each([16, 24])(
  'stems on a grid of %i bits become FLAC, and WAV again, sample by sample',
  async (bits) => {
    const file = await stem(ramp(bits));
    expect(await runStoreStems({ format: 'flac', files: [file] }, context)).toEqual({ kept: [null] });
    const reader = await openPcm(file.out);
    expect(await reader.read(0, 70_000)).toEqual([ramp(bits)]);
    await reader.close();
    const back = `${file.path}.back`;
    await runStoreStems({ format: 'wav', files: [{ path: file.out, out: back }] }, context);
    expect(readFileSync(back).equals(readFileSync(file.path))).toBe(true);
  },
);

// One step above the highest value, one below the lowest, half a step, and no number.
test.each([
  ['beyond-full-scale', 1],
  ['beyond-full-scale', -1 - 1 / STEPS],
  ['finer-than-24-bit', 0.5 / STEPS],
  ['finer-than-24-bit', Number.NaN],
] as const)('a stem with a value that is %s stays: %d', async (because, value) => {
  const values = ramp(16);
  values[69_999] = value;
  const file = await stem(values);
  const good = await stem(ramp(16));
  expect(await runStoreStems({ format: 'flac', files: [file, good] }, context)).toEqual({
    kept: [because, null],
  });
  expect(existsSync(file.out)).toBe(false);
  expect(existsSync(good.out)).toBe(true);
});

test('cancelled, it leaves nothing', async () => {
  const file = await stem(ramp(16));
  const signal = AbortSignal.abort();
  await expect(
    runStoreStems({ format: 'flac', files: [file] }, { ...context, signal }),
  ).rejects.toMatchObject({ code: 'call/cancelled' });
  expect(existsSync(file.out) || existsSync(`${file.out}.part`)).toBe(false);
});
