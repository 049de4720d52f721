import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MODEL_RATE, prepareFolder, writeCopy } from '../../../../src-main/adaptation/working-copies.ts';
import { maxDifference } from '../../../support/signals.ts';
import { tempDir } from '../../../support/temp.ts';
import { writeWav, type WavOptions } from '../../../support/wav.ts';

const signal = new AbortController().signal;
const told = (): void => {};

function sourceOf(folder: string, options: WavOptions, from = 0, to: number | null = null) {
  const path = writeWav(join(folder, `${JSON.stringify(options).length}-${from}.wav`), {
    format: 'f32',
    ...options,
  });
  const channelMap = Array.from({ length: options.channels ?? 2 }, (_, channel) => channel);
  return { audio: { path, channelMap }, from, to, title: 'x', players: ['violin' as const] };
}

function samplesIn(path: string): Float32Array {
  const bytes = readFileSync(path);
  return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

const tone = (frame: number, channel: number, rate: number): number =>
  (channel === 0 ? 0.5 : 0.1) * Math.sin((2 * Math.PI * 440 * frame) / rate);

describe('a working copy', () => {
  it('at the model’s own rate holds the very samples of the passage', async () => {
    const folder = tempDir();
    const options = { rate: MODEL_RATE, channels: 1, seconds: 1, sample: tone };
    const name = await writeCopy(sourceOf(folder, options, 1000, 11_000), folder, signal, told);
    const copy = samplesIn(join(folder, name));
    const expected = Float32Array.from({ length: 10_000 }, (_, i) => tone(i + 1000, 0, MODEL_RATE));
    expect(copy.length).toBe(10_000);
    expect(maxDifference(copy, expected)).toBe(0);
  });

  it('is the mean of the channels, resampled without offset', async () => {
    const folder = tempDir();
    const name = await writeCopy(
      sourceOf(folder, { rate: 44_100, channels: 2, seconds: 9, sample: tone }),
      folder,
      signal,
      told,
    );
    const copy = samplesIn(join(folder, name));
    expect(copy.length).toBe(9 * MODEL_RATE);
    const expected = Float32Array.from(copy, (_, i) => (tone(i, 0, MODEL_RATE) + tone(i, 1, MODEL_RATE)) / 2);
    // The tone begins and ends abruptly: a resampler rings there.
    expect(maxDifference(copy.subarray(500, -500), expected.subarray(500, -500))).toBeLessThan(1e-4);
  });

  it('that is there is not made again, and one of another passage is another file', async () => {
    const folder = tempDir();
    const source = sourceOf(folder, { rate: MODEL_RATE, channels: 1, seconds: 1, sample: tone });
    const name = await writeCopy(source, folder, signal, told);
    writeFileSync(join(folder, name), 'kept');
    expect(await writeCopy(source, folder, signal, told)).toBe(name);
    expect(readFileSync(join(folder, name), 'utf8')).toBe('kept');
    expect(await writeCopy({ ...source, to: 500 }, folder, signal, told)).not.toBe(name);
  });

  it('that is cancelled leaves nothing half done', async () => {
    const folder = tempDir();
    const source = sourceOf(folder, { rate: MODEL_RATE, channels: 1, seconds: 1, sample: tone });
    const stopped = writeCopy(source, folder, AbortSignal.abort(), told);
    await expect(stopped).rejects.toMatchObject({ code: 'call/cancelled' });
    expect(readdirSync(folder).filter((name) => !name.endsWith('.wav'))).toEqual([]);
  });
});

describe('the folder of an adaptation', () => {
  it('is gone on with for the same order, and begun again for another', async () => {
    const folder = join(tempDir(), 'work');
    const source = sourceOf(tempDir(), { rate: MODEL_RATE, channels: 1, seconds: 1, sample: tone });
    await prepareFolder(folder, { a: 1 }, [source]);
    writeFileSync(join(folder, 'checkpoint'), 'learnt');
    await prepareFolder(folder, { a: 1 }, [source]);
    expect(existsSync(join(folder, 'checkpoint'))).toBe(true);
    await prepareFolder(folder, { a: 2 }, [source]);
    expect(existsSync(join(folder, 'checkpoint'))).toBe(false);
  });

  it('that could not hold it all is refused before anything is read', async () => {
    const folder = join(tempDir(), 'work');
    const source = sourceOf(tempDir(), { rate: MODEL_RATE, channels: 1, seconds: 1, sample: tone });
    const endless = { ...source, to: 1e15 };
    await expect(prepareFolder(folder, {}, [endless])).rejects.toMatchObject({ code: 'disk/full' });
  });
});
