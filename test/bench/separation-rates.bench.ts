/**
 * What a higher sample rate costs, and what a second core buys: the time that two threads take beside the processor time
 * of one, which is what a single core would take. One half is the least on two cores. A busy machine makes it look worse
 * than it is, so it has no limit.
 */
import { mkdtemp } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchResult } from './run.ts';
import { RATE, removeFolder, separateMeasured, writeTrio } from './separation-run.ts';

const SECONDS = 48;
const HIGH_RATE = 96_000;
const HIGH = 'CPU time at 96 kHz over that at 44.1 kHz';
const TWO = 'time with two threads over processor time with one';

export const bench = {
  name: 'separation-rates',
  async run(): Promise<BenchResult> {
    const folder = await mkdtemp(join(tmpdir(), 'divisi-bench-'));
    try {
      const paths = { [RATE]: join(folder, 'trio.wav'), [HIGH_RATE]: join(folder, 'trio-96.wav') };
      for (const [rate, path] of Object.entries(paths)) await writeTrio(path, SECONDS, Number(rate));
      const measured = (rate: typeof RATE | typeof HIGH_RATE, threads: number) =>
        separateMeasured(paths[rate], SECONDS, join(folder, `${rate}-${threads}`), { rate, threads });
      const one = await measured(RATE, 1);
      const high = await measured(HIGH_RATE, 1);
      const two = availableParallelism() > 1 ? await measured(RATE, 2) : null;
      return {
        ratios: {
          [HIGH]: high.cpuSeconds / one.cpuSeconds,
          ...(two === null ? {} : { [TWO]: two.seconds / one.cpuSeconds }),
        },
        limits: { [HIGH]: { atMost: 2 } },
      };
    } finally {
      await removeFolder(folder);
    }
  },
};
