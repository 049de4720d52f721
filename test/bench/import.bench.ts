/** A one-hour stereo WAV: how much CPU its import takes beside reading and hashing alone, and when its waveform shows. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runImport } from '../../src-main/audio/import.ts';
import { readPeaks } from '../../src-main/audio/peaks/peaks-reader.ts';
import { createPcmWriter } from '../../src-main/audio/write/writer.ts';
import type { BenchResult } from './run.ts';

const RATE = 44_100;
const SECONDS = 3600;

async function writeHour(path: string): Promise<void> {
  const writer = await createPcmWriter(path, { sampleRate: RATE, channels: 2, sampleFormat: 's16' });
  const block = [new Float32Array(RATE), new Float32Array(RATE)];
  for (let second = 0; second < SECONDS; second += 1) {
    for (const [channel, samples] of block.entries()) {
      for (let index = 0; index < RATE; index += 1) {
        samples[index] = 0.3 * Math.sin(((index * (channel + 2) * (50 + (second % 97))) / RATE) * Math.PI);
      }
    }
    await writer.write(block);
  }
  await writer.finish();
}

const cpuSeconds = (since: NodeJS.CpuUsage): number => {
  const used = process.cpuUsage(since);
  return (used.user + used.system) / 1e6;
};

const BESIDE_HASHING = 'CPU of the import / CPU of hashing alone';

export const bench = {
  name: 'import',
  async run(): Promise<BenchResult> {
    const folder = await mkdtemp(join(tmpdir(), 'divisi-bench-'));
    try {
      const sourcePath = join(folder, 'hour.wav');
      await writeHour(sourcePath);

      const hashStart = process.cpuUsage();
      const hash = createHash('sha256');
      for await (const chunk of createReadStream(sourcePath, { highWaterMark: 1 << 20 }))
        hash.update(chunk as Buffer);
      hash.digest();
      const hashCpu = cpuSeconds(hashStart);

      const peaksPath = join(folder, 'hour.peaks');
      const started = performance.now();
      const first: { ms: number | null } = { ms: null };
      const poll = setInterval(() => {
        if (first.ms !== null) return;
        readPeaks(peaksPath, { from: 0, to: RATE, buckets: 100 }).then(
          (peaks) => {
            if (peaks.ready > 0) first.ms ??= performance.now() - started;
          },
          () => undefined, // not there yet
        );
      }, 20);
      const importStart = process.cpuUsage();
      await runImport(
        { sourcePath, storage: 'reference', audioPath: join(folder, 'unused.wav'), peaksPath },
        { signal: new AbortController().signal, progress: () => undefined, event: () => undefined },
      );
      const importCpu = cpuSeconds(importStart);
      const importMs = performance.now() - started;
      clearInterval(poll);
      if (first.ms === null) throw new Error('no peaks were readable while the file was read');
      return {
        ratios: {
          [BESIDE_HASHING]: importCpu / hashCpu,
          'audio seconds imported per CPU second': SECONDS / importCpu,
          'first peaks: share of the whole import': first.ms / importMs,
          'first peaks: seconds of wall time': first.ms / 1000,
        },
        limits: { [BESIDE_HASHING]: { atMost: 4 } },
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
