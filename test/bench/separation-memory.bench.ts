/** Peak memory of a whole hour beside that of five minutes: it must not grow with length. Takes 7 GB of disk. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchResult } from './run.ts';
import { removeFolder, separateMeasured, writeTrio } from './separation-run.ts';

const GROWTH = 'peak memory, 60 minutes against 5';
const MEMORY = 'peak memory of 60 minutes, share of 350 MB';
const TIME = 'processor time of 60 minutes, share of the audio';

export const bench = {
  name: 'separation-memory',
  long: true,
  async run(): Promise<BenchResult> {
    const folder = await mkdtemp(join(tmpdir(), 'divisi-bench-'));
    try {
      const measure = async (minutes: number) => {
        const path = join(folder, `${minutes}.wav`);
        await writeTrio(path, minutes * 60);
        const measured = await separateMeasured(path, minutes * 60, join(folder, `stems-${minutes}`));
        await removeFolder(join(folder, `stems-${minutes}`));
        return measured;
      };
      const short = await measure(5);
      const long = await measure(60);
      return {
        ratios: {
          [GROWTH]: long.peakBytes / short.peakBytes,
          [MEMORY]: long.peakBytes / 350e6,
          [TIME]: long.cpuSeconds / 3600,
        },
        limits: { [GROWTH]: { atMost: 1.15 }, [MEMORY]: { atMost: 1 }, [TIME]: { atMost: 0.25 } },
      };
    } finally {
      await removeFolder(folder);
    }
  },
};
