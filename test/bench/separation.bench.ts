/** A minute of stereo with three instruments on two threads: time beside the audio's length, memory, and two runs' bytes. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { removeFolder, sameFile, separateMeasured, writeTrio } from './separation-run.ts';

const SECONDS = 60;

export const bench = {
  name: 'separation',
  async run(): Promise<{ ratios: Record<string, number> }> {
    const folder = await mkdtemp(join(tmpdir(), 'divisi-bench-'));
    try {
      const path = join(folder, 'trio.wav');
      await writeTrio(path, SECONDS);
      const first = await separateMeasured(path, SECONDS, join(folder, 'first'));
      const second = await separateMeasured(path, SECONDS, join(folder, 'second'));
      const fast = await separateMeasured(path, SECONDS, join(folder, 'fast'), 'fast');
      let same = 0;
      for (const stem of first.result.stems) {
        if (await sameFile(stem.path, join(folder, 'second', basename(stem.path)))) same += 1;
      }
      return {
        ratios: {
          'real-time factor (limit 0.5)':
            Math.min(first.result.tookSeconds, second.result.tookSeconds) / SECONDS,
          'CPU time of fast over best (limit 0.85)':
            fast.cpuSeconds / Math.min(first.cpuSeconds, second.cpuSeconds),
          'peak memory of the process tree, share of 1.2 GB': first.peakBytes / 1.2e9,
          'files with identical bytes in two runs (must be 1)': same / first.result.stems.length,
        },
      };
    } finally {
      await removeFolder(folder);
    }
  },
};
