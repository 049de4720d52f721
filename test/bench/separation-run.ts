import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createPcmWriter } from '../../src-main/audio/write/writer.ts';
import { createRegistry } from '../../src-main/inference/registry.ts';
import { forkProcess } from '../../src-main/jobs/tasks/fork-process.ts';
import { runTask } from '../../src-main/jobs/tasks/run-task.ts';
import type { SeparateResult } from '../../src-main/separation/separate.ts';
import type { Effort } from '../../src-shared/contract/separation.ts';
import { parseEnsemble } from '../../src-shared/project/players.ts';
import { watched, type Watched } from './process-tree.ts';

export const RATE = 44_100;
export const THREADS = 2;

/** The model that the program ships and takes when none is named. */
export async function defaultModelDir(): Promise<string> {
  const models = join(import.meta.dirname, '..', '..', 'models');
  const registry = createRegistry({
    builtInDirs: [models],
    addedDir: join(models, '.none'),
    discard: () => undefined,
  });
  return (await registry.resolve()).dir;
}

/** The pattern repeats after so many seconds. */
const PATTERN = 12;

/** One second of a violin-, a clarinet- and a cello-like voice in two channels. */
function trioSecond(second: number, rate: number): Float32Array[] {
  return [0, 1].map((channel) => {
    const samples = new Float32Array(rate);
    for (const [voice, root] of [440, 262, 110].entries()) {
      const hz = root * 2 ** (((second * (voice + 3)) % PATTERN) / 12);
      for (let harmonic = 1; harmonic <= 8; harmonic += 1) {
        const hollow = voice === 1 && harmonic % 2 === 0 ? 0.1 : 1;
        const gain = ((voice === channel ? 0.12 : 0.08) / harmonic) * hollow;
        const step = (2 * Math.PI * hz * harmonic) / rate;
        for (let n = 0; n < rate; n += 1) samples[n]! += gain * Math.sin(step * n);
      }
    }
    return samples;
  });
}

/** What is measured with it is time and memory, not quality. */
export async function writeTrio(path: string, seconds: number, rate = RATE): Promise<void> {
  const writer = await createPcmWriter(path, { sampleRate: rate, channels: 2, sampleFormat: 's16' });
  const blocks = Array.from({ length: PATTERN }, (_, second) => trioSecond(second, rate));
  for (let second = 0; second < seconds; second += 1) await writer.write(blocks[second % PATTERN] ?? []);
  await writer.finish();
}

interface How {
  readonly effort?: Effort;
  readonly threads?: number;
  readonly rate?: number;
}

/** Separates in a process of its own, as the program does, and watches its memory. */
export async function separateMeasured(
  path: string,
  seconds: number,
  outDir: string,
  { effort = 'best', threads = THREADS, rate = RATE }: How = {},
): Promise<Watched<SeparateResult>> {
  return watched(async () =>
    runTask(
      forkProcess,
      'separate',
      {
        recording: { path, channelMap: [0, 1] },
        players: parseEnsemble('violin,clarinet,cello'),
        from: 0,
        to: seconds * rate,
        modelDir: await defaultModelDir(),
        providers: ['cpu'],
        pinned: null,
        threads,
        outDir,
        segmentsDone: 0,
        effort,
      },
      { signal: new AbortController().signal },
    ),
  );
}

export async function sameFile(a: string, b: string): Promise<boolean> {
  return (await readFile(a)).equals(await readFile(b));
}

export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
