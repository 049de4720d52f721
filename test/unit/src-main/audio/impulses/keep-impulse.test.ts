import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { impulsePath, runKeepImpulse } from '../../../../../src-main/audio/impulses/keep-impulse.ts';
import { openPcm } from '../../../../../src-main/audio/read/open.ts';
import { createPcmWriter } from '../../../../../src-main/audio/write/writer.ts';
import { tempDir } from '../../../../support/temp.ts';

const context = { signal: new AbortController().signal, progress: () => {}, event: () => {} };

async function written(path: string, sampleRate: number, channels: Float32Array[]): Promise<string> {
  const writer = await createPcmWriter(path, { sampleRate, channels: channels.length, sampleFormat: 'f32' });
  await writer.write(channels);
  await writer.finish();
  return path;
}

it('keeps two channels at the project’s rate, with the energy of one, and the same file once', async () => {
  const folder = tempDir();
  const decay = (scale: number): Float32Array =>
    Float32Array.from({ length: 24_000 }, (_, n) => scale * Math.exp(-n / 4000) * Math.cos(n / 9));
  const path = await written(join(folder, 'hall.wav'), 48_000, [decay(0.5), decay(0.2)]);
  const impulses = join(folder, 'impulses');
  const input = { path, folder: impulses, sampleRate: 44_100 };
  const kept = await runKeepImpulse(input, context);
  expect(kept).toMatchObject({ channels: 2, frames: 22_050 });
  const reader = await openPcm(impulsePath(impulses, kept.id));
  const [left, right] = await reader.read(0, reader.frames);
  await reader.close();
  expect(reader.sampleRate).toBe(44_100);
  const energy = (samples: Float32Array | undefined): number =>
    samples?.reduce((sum, x) => sum + x * x, 0) ?? 0;
  expect(energy(left)).toBeCloseTo(1, 4);
  expect(energy(right)).toBeCloseTo((0.2 / 0.5) ** 2, 4);
  expect(await runKeepImpulse(input, context)).toEqual(kept);
  expect(readdirSync(impulses)).toEqual([`${kept.id}.wav`]);
});

it('refuses what is silent, too long, surround or no audio, and leaves nothing', async () => {
  const folder = tempDir();
  const impulses = join(folder, 'impulses');
  const silent = await written(join(folder, 'silent.wav'), 8000, [new Float32Array(800)]);
  const long = await written(join(folder, 'long.wav'), 8000, [new Float32Array(8000 * 12 + 1).fill(0.1)]);
  const keep = (path: string) => runKeepImpulse({ path, folder: impulses, sampleRate: 8000 }, context);
  await expect(keep(silent)).rejects.toMatchObject({ code: 'call/invalid' });
  await expect(keep(long)).rejects.toMatchObject({ code: 'call/invalid' });
  const sides = Array.from({ length: 6 }, () => new Float32Array(800).fill(0.1));
  const surround = await written(join(folder, 'surround.wav'), 8000, sides);
  await expect(keep(surround)).rejects.toThrow('"surround.wav" has 6 channels');
  await expect(keep(join(folder, 'none.wav'))).rejects.toMatchObject({ code: 'file/not-found' });
  expect(existsSync(impulses) ? readdirSync(impulses) : []).toEqual([]);
});
