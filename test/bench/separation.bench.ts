/** A minute of stereo with three instruments on two threads: time beside the audio's length, memory, and two runs' bytes. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { BenchResult } from './run.ts';
import { removeFolder, sameFile, separateMeasured, writeTrio } from './separation-run.ts';

const SECONDS = 60;
const FAST = 'CPU time of fast over best';
const SAME = 'files with identical bytes in two runs';

export const bench = {
  name: 'separation',
  async run(): Promise<BenchResult> {
    const folder = await mkdtemp(join(tmpdir(), 'divisi-bench-'));
    try {
      const path = join(folder, 'trio.wav');
      await writeTrio(path, SECONDS);
      const first = await separateMeasured(path, SECONDS, join(folder, 'first'));
      const second = await separateMeasured(path, SECONDS, join(folder, 'second'));
      const fast = await separateMeasured(path, SECONDS, join(folder, 'fast'), { effort: 'fast' });
      let same = 0;
      for (const stem of first.result.stems) {
        if (await sameFile(stem.path, join(folder, 'second', basename(stem.path)))) same += 1;
      }
      return {
        ratios: {
          'real-time factor': Math.min(first.result.tookSeconds, second.result.tookSeconds) / SECONDS,
          [FAST]: fast.cpuSeconds / Math.min(first.cpuSeconds, second.cpuSeconds),
          'peak memory of the process tree, share of 1.2 GB': first.peakBytes / 1.2e9,
          [SAME]: same / first.result.stems.length,
        },
        limits: { [FAST]: { atMost: 0.9 }, [SAME]: { atLeast: 1 } },
      };
    } finally {
      await removeFolder(folder);
    }
  },
};
