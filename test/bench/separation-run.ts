import { readFileSync, readdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createPcmWriter } from '../../src-main/audio/writer.ts';
import { createRegistry } from '../../src-main/inference/registry.ts';
import { forkProcess } from '../../src-main/jobs/fork-process.ts';
import { runTask } from '../../src-main/jobs/run-task.ts';
import type { SeparateResult } from '../../src-main/separation/separate.ts';
import { parseEnsemble } from '../../src-shared/project/players.ts';

export const RATE = 44_100;
export const THREADS = 2;

/** The model that the program ships and takes when none is named. */
export async function defaultModelDir(): Promise<string> {
  const models = join(import.meta.dirname, '..', '..', 'models');
  const registry = createRegistry({ builtInDirs: [models], addedDir: join(models, '.none') });
  return (await registry.resolve()).dir;
}

/** The pattern repeats after so many seconds. */
const PATTERN = 12;

/** One second of a violin-, a clarinet- and a cello-like voice in two channels. */
function trioSecond(second: number): Float32Array[] {
  return [0, 1].map((channel) => {
    const samples = new Float32Array(RATE);
    for (const [voice, root] of [440, 262, 110].entries()) {
      const hz = root * 2 ** (((second * (voice + 3)) % PATTERN) / 12);
      for (let harmonic = 1; harmonic <= 8; harmonic += 1) {
        const hollow = voice === 1 && harmonic % 2 === 0 ? 0.1 : 1;
        const gain = ((voice === channel ? 0.12 : 0.08) / harmonic) * hollow;
        const step = (2 * Math.PI * hz * harmonic) / RATE;
        for (let n = 0; n < RATE; n += 1) samples[n]! += gain * Math.sin(step * n);
      }
    }
    return samples;
  });
}

/** What is measured with it is time and memory, not quality. */
export async function writeTrio(path: string, seconds: number): Promise<void> {
  const writer = await createPcmWriter(path, { sampleRate: RATE, channels: 2, sampleFormat: 's16' });
  const blocks = Array.from({ length: PATTERN }, (_, second) => trioSecond(second));
  for (let second = 0; second < seconds; second += 1) await writer.write(blocks[second % PATTERN] ?? []);
  await writer.finish();
}

/** Proportional set size of a process in bytes (Linux), 0 where it is gone. */
function pssBytes(pid: number): number {
  try {
    const line = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
    return Number(line?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

const treePss = (pid: number): number =>
  childrenOf(pid).reduce((sum, child) => sum + treePss(child), pssBytes(pid));

export interface Measured {
  readonly result: SeparateResult;
  /** Largest proportional set size of this process and its children, bytes. */
  readonly peakBytes: number;
}

/** Separates in a process of its own, as the program does, and watches the memory of the whole tree. */
export async function separateMeasured(path: string, seconds: number, outDir: string): Promise<Measured> {
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, treePss(process.pid));
  }, 200);
  try {
    const result = await runTask(
      forkProcess,
      'separate',
      {
        recording: { path, channelMap: [0, 1] },
        players: parseEnsemble('violin,clarinet,cello'),
        from: 0,
        to: seconds * RATE,
        modelDir: await defaultModelDir(),
        providers: ['cpu'],
        pinned: null,
        threads: THREADS,
        outDir,
        segmentsDone: 0,
      },
      { signal: new AbortController().signal },
    );
    return { result, peakBytes };
  } finally {
    clearInterval(watch);
  }
}

export async function sameFile(a: string, b: string): Promise<boolean> {
  return (await readFile(a)).equals(await readFile(b));
}

export const removeFolder = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });
