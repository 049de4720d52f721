/**
 * Resampling of a stereo minute, as an export to another rate does it, against sox at its very high quality, in processor
 * seconds.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createResampler } from '../../src-main/audio/resample/resample.ts';
import { createPcmWriter } from '../../src-main/audio/write/writer.ts';
import type { BenchResult } from './run.ts';

const SECONDS = 60;
const PAIRS = [
  [44_100, 96_000],
  [96_000, 44_100],
  [48_000, 44_100],
] as const;

const noise = (frames: number): Float32Array[] =>
  [0, 1].map(() => Float32Array.from({ length: frames }, () => 0.2 * (Math.random() - 0.5)));

function divisi(fromRate: number, toRate: number): number {
  const second = noise(fromRate);
  const start = process.cpuUsage();
  const resampler = createResampler({ fromRate, toRate, channels: 2 });
  for (let n = 0; n < SECONDS; n += 1) resampler.process(second);
  resampler.finish();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1e6;
}

/** Processor seconds of sox, or null where it is not installed; reading and writing the files is part of them. */
async function sox(folder: string, fromRate: number, toRate: number): Promise<number | null> {
  const from = join(folder, `${fromRate}.wav`);
  const writer = await createPcmWriter(from, { sampleRate: fromRate, channels: 2, sampleFormat: 'f32' });
  for (let n = 0; n < SECONDS; n += 1) await writer.write(noise(fromRate));
  await writer.finish();
  const script = 'sox -D "$0" -e floating-point -b 32 "$1" rate -v "$2"; times';
  const { stdout } = spawnSync('sh', ['-c', script, from, join(folder, 'out.wav'), String(toRate)], {
    encoding: 'utf8',
  });
  const found = /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(stdout);
  if (found === null) return null;
  const [, userMinutes, user, systemMinutes, system] = found.map(Number);
  const seconds = 60 * (userMinutes! + systemMinutes!) + user! + system!;
  return seconds > 0.01 ? seconds : null;
}

export const bench = {
  name: 'resample',
  async run(): Promise<BenchResult> {
    const folder = await mkdtemp(join(tmpdir(), 'divisi-bench-'));
    const ratios: Record<string, number> = {};
    const limits: Record<string, { readonly atMost: number }> = {};
    const missing: Record<string, string> = {};
    try {
      for (const [fromRate, toRate] of PAIRS) {
        divisi(fromRate, toRate);
        const ours = divisi(fromRate, toRate);
        const name = `${fromRate} -> ${toRate} Hz`;
        ratios[`${name}: CPU s a stereo minute`] = ours;
        const theirs = await sox(folder, fromRate, toRate);
        const row = `${name}: Divisi time / sox time`;
        if (theirs === null) {
          missing[row] = 'sox is not installed';
          continue;
        }
        ratios[row] = ours / theirs;
        limits[row] = { atMost: 3 };
      }
      return { ratios, limits, missing };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
