/** How fast an hour of music is listened to, and that memory does not grow with length. Takes 800 MB of disk. */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistry } from '../../src-main/inference/registry.ts';
import { forkProcess } from '../../src-main/jobs/tasks/fork-process.ts';
import { runTask } from '../../src-main/jobs/tasks/run-task.ts';
import { watched } from './process-tree.ts';
import type { BenchResult } from './run.ts';
import { removeFolder, writeTrio } from './separation-run.ts';

const HOUR = 3600;
const TIME = 'processor time of an hour, share of the audio';
const GROWTH = 'peak memory, 60 minutes against 15';
const MEMORY = 'peak memory of 60 minutes, share of 300 MB';
/** The heap grows in steps. */
const LIMITS = { [TIME]: { atMost: 0.05 }, [GROWTH]: { atMost: 1.5 }, [MEMORY]: { atMost: 1 } };

export const bench = {
  name: 'analysis',
  long: true,
  async run(): Promise<BenchResult> {
    const models = join(import.meta.dirname, '..', '..', 'models');
    const registry = createRegistry({
      builtInDirs: [models],
      addedDir: join(models, '.none'),
      discard: () => undefined,
    });
    const { dir: modelDir } = await registry.embedder();
    const folder = await mkdtemp(join(tmpdir(), 'divisi-bench-'));
    try {
      const measure = async (seconds: number, threads: number) => {
        const path = join(folder, `${seconds}.wav`);
        await writeTrio(path, seconds);
        return watched(() =>
          runTask(
            forkProcess,
            'analyse',
            {
              audio: { path, channelMap: [0, 1] },
              from: 0,
              to: null,
              modelDir,
              providers: ['cpu'],
              threads,
              stem: null,
              background: false,
            },
            { signal: new AbortController().signal },
          ),
        );
      };
      // Long enough for the garbage collector to have found its pace, some ten minutes.
      const short = await measure(HOUR / 4, 1);
      const long = await measure(HOUR, 1);
      return {
        ratios: {
          'real-time factor of an hour, one thread': long.seconds / HOUR,
          [TIME]: long.cpuSeconds / HOUR,
          [GROWTH]: long.peakBytes / short.peakBytes,
          [MEMORY]: long.peakBytes / 3e8,
        },
        limits: LIMITS,
      };
    } finally {
      await removeFolder(folder);
    }
  },
};
