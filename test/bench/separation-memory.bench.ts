/** Peak memory of a whole hour beside that of five minutes: it must not grow with length. Takes 7 GB of disk. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder, separateMeasured, writeTrio } from './separation-run.ts';

export const bench = {
  name: 'separation-memory',
  long: true,
  async run(): Promise<{ ratios: Record<string, number> }> {
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
          'peak memory, 60 minutes against 5 (limit 1.15)': long.peakBytes / short.peakBytes,
          'peak memory of 60 minutes, share of 1.2 GB': long.peakBytes / 1.2e9,
          'real-time factor of 60 minutes (limit 0.5)': long.result.tookSeconds / 3600,
        },
      };
    } finally {
      await removeFolder(folder);
    }
  },
};
