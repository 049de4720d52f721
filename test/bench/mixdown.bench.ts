/**
 * Eight stereo tracks through a high-pass, four bands and a compressor each, to a 32-bit float file: Divisi's mixdown
 * against ffmpeg's same chain, in processor seconds. 1 and more: Divisi needs no more than ffmpeg.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPcmWriter } from '../../src-main/audio/write/writer.ts';
import { openPcm } from '../../src-main/audio/read/open.ts';
import { render } from '../../src-main/audio/render/render.ts';
import { untreated } from '../../src-shared/mixing/new-project.ts';
import { defaultStrip } from '../../src-shared/mixing/processors/registry.ts';
import type { BenchResult } from './run.ts';

const RATE = 48_000;
const TRACKS = 8;
const SECONDS = 60;
const BESIDE = 'ffmpeg time / Divisi time';

const strip = defaultStrip().map((entry) => ({
  ...entry,
  bypassed: false,
  params: {
    ...entry.params,
    ...(entry.processor === 'equaliser' ? { gain1: 3, gain2: -3, gain3: 2, gain4: 1 } : {}),
    ...(entry.processor === 'high-pass' ? { frequency: 60 } : {}),
  },
}));

/** The same processors, by their names in ffmpeg. */
const CHAIN = [
  'highpass=f=60:p=2',
  'bass=g=3:f=150:t=q:w=0.71',
  'equalizer=f=500:t=q:w=0.9:g=-3',
  'equalizer=f=3000:t=q:w=0.9:g=2',
  'treble=g=1:f=8000:t=q:w=0.71',
  'acompressor=threshold=-24dB:ratio=2:knee=2:attack=15:release=150',
].join(',');

async function writeNoise(path: string): Promise<void> {
  const writer = await createPcmWriter(path, { sampleRate: RATE, channels: 2, sampleFormat: 'f32' });
  for (let second = 0; second < SECONDS; second += 1) {
    const side = (): Float32Array => Float32Array.from({ length: RATE }, () => 0.2 * (Math.random() - 0.5));
    await writer.write([side(), side()]);
  }
  await writer.finish();
}

/** Processor seconds of a mixdown to a file. */
async function divisi(paths: readonly string[], out: string): Promise<number> {
  const readers = await Promise.all(paths.map((path) => openPcm(path)));
  const writer = await createPcmWriter(out, { sampleRate: RATE, channels: 2, sampleFormat: 'f32' });
  const start = process.cpuUsage();
  const tracks = paths.map((_, index) => ({ id: String(index), ...untreated(), gainDb: -3, strip }));
  const blocks = render({
    settings: { tracks, masterGainDb: 0 },
    readers,
    sampleRate: RATE,
    from: 0,
    to: SECONDS * RATE,
    channels: 2,
    signal: new AbortController().signal,
  });
  for await (const block of blocks) await writer.write(block);
  const { user, system } = process.cpuUsage(start);
  await writer.finish();
  for (const reader of readers) await reader.close();
  return (user + system) / 1e6;
}

/** Processor seconds as `ffmpeg -benchmark` reports them, or null where it is not installed. */
function ffmpeg(paths: readonly string[], out: string): number | null {
  const treated = paths.map((_, index) => `[${index}:a]${CHAIN},volume=-3dB[t${index}]`).join(';');
  const inputs = paths.map((_, index) => `[t${index}]`).join('');
  const graph = `${treated};${inputs}amix=inputs=${TRACKS}:normalize=0`;
  const args = ['-y', '-benchmark', ...paths.flatMap((path) => ['-i', path])];
  const { stderr, error } = spawnSync(
    'ffmpeg',
    [...args, '-filter_complex_threads', '1', '-filter_complex', graph, '-c:a', 'pcm_f32le', out],
    { encoding: 'utf8' },
  );
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT') return null;
  const found = /utime=([\d.]+)s stime=([\d.]+)s/.exec(stderr);
  if (found === null) throw new Error(`ffmpeg did not run: ${stderr.slice(-400)}`);
  return Number(found[1]) + Number(found[2]);
}

export const bench = {
  name: 'mixdown',
  async run(): Promise<BenchResult> {
    const folder = await mkdtemp(join(tmpdir(), 'divisi-bench-'));
    try {
      const paths = Array.from({ length: TRACKS }, (_, index) => join(folder, `${index}.wav`));
      for (const path of paths) await writeNoise(path);
      const theirs = ffmpeg(paths, join(folder, 'theirs.wav'));
      const ours = await divisi(paths, join(folder, 'ours.wav'));
      const own = { 'x real time': SECONDS / ours };
      return theirs === null
        ? { ratios: own, missing: { [BESIDE]: 'ffmpeg is not installed' } }
        : { ratios: { [BESIDE]: theirs / ours, ...own }, limits: { [BESIDE]: { atLeast: 0.6 } } };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
