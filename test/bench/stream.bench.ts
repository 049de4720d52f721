/**
 * A model with state as a live one: two players, one channel, one thread, block after block; and how soon stems can be
 * heard once the whole program separates with it. `DIVISI_BENCH_MODELS` names another folder of models than the shipped.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ResampledPassage } from '../../src-main/audio/resample/resampled-passage.ts';
import { Passage } from '../../src-main/audio/read/passage.ts';
import { openPcm } from '../../src-main/audio/read/open.ts';
import { readManifest, weightsPath } from '../../src-main/inference/model-folder.ts';
import { createRegistry } from '../../src-main/inference/registry.ts';
import { requireSeparator } from '../../src-main/inference/separator-manifest.ts';
import type { WaveformSeparatorManifest } from '../../src-main/inference/separator-manifest.ts';
import { openSession } from '../../src-main/inference/session.ts';
import { createStreamModel } from '../../src-main/inference/stream-model.ts';
import { createWaveformCall, emptyState } from '../../src-main/inference/waveform-call.ts';
import { forkProcess } from '../../src-main/jobs/tasks/fork-process.ts';
import { runTask } from '../../src-main/jobs/tasks/run-task.ts';
import { planStems } from '../../src-main/separation/stem-plan.ts';
import { parseEnsemble } from '../../src-shared/project/players.ts';
import { watched } from './process-tree.ts';
import { RATE, removeFolder, writeTrio } from './separation-run.ts';
import type { BenchResult } from './run.ts';

const SECONDS = 30;
const PLAYERS = parseEnsemble('violin,clarinet');

async function streamingModel(): Promise<{ dir: string; manifest: WaveformSeparatorManifest } | null> {
  const models = process.env.DIVISI_BENCH_MODELS ?? join(import.meta.dirname, '..', '..', 'models');
  const registry = createRegistry({
    builtInDirs: [models],
    addedDir: join(models, '.none'),
    discard: () => undefined,
  });
  for (const { id, task, problem } of await registry.list()) {
    if (task !== 'separation' || problem !== null) continue;
    const { dir } = await registry.resolve(id);
    const manifest = requireSeparator(await readManifest(dir));
    if (manifest.output === 'waveform' && manifest.state.length > 0) return { dir, manifest };
  }
  return null;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

interface BlockTimes {
  /** Seconds that each block took. */
  readonly wall: readonly number[];
  /** Processor time of all blocks. */
  readonly cpu: number;
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** The network alone. */
async function timesOfBlocks(
  dir: string,
  manifest: WaveformSeparatorManifest,
  path: string,
): Promise<BlockTimes> {
  const { classes, playersPerClass } = manifest.sources;
  const plan = planStems(PLAYERS, { classes, playersPerClass });
  const session = await openSession(weightsPath(dir, manifest), { providers: ['cpu'], threads: 1 });
  const reader = await openPcm(path);
  try {
    const heard = new ResampledPassage(new Passage(reader, 0, reader.frames), manifest.sampleRate, true);
    const stream = createStreamModel(createWaveformCall(session, manifest, plan), emptyState(manifest));
    const block = manifest.segmentSamples;
    const wall: number[] = [];
    let cpu = 0;
    for (let at = 0; at + block <= heard.length; at += block) {
      const [audio] = await heard.read(at, block);
      const started = { wall: performance.now(), cpu: cpuSeconds() };
      await stream.push(audio!);
      // The first warms up.
      if (at === 0) continue;
      wall.push((performance.now() - started.wall) / 1000);
      cpu += cpuSeconds() - started.cpu;
    }
    return { wall, cpu };
  } finally {
    await reader.close();
    await session.release();
  }
}

/** The whole program in stereo: seconds from its start until a second of all stems can be heard, and until the end. */
async function timesOfTask(
  modelDir: string,
  path: string,
  outDir: string,
): Promise<{ first: number; all: number }> {
  const started = performance.now();
  let first = NaN;
  await runTask(
    forkProcess,
    'separate',
    {
      recording: { path, channelMap: [0, 1] },
      players: PLAYERS,
      from: 0,
      to: SECONDS * RATE,
      modelDir,
      providers: ['cpu'],
      pinned: null,
      threads: 1,
      outDir,
      segmentsDone: 0,
    },
    {
      signal: new AbortController().signal,
      onEvent: (event) => {
        if (event.type !== 'ready' || event.frames < RATE || !Number.isNaN(first)) return;
        first = (performance.now() - started) / 1000;
      },
    },
  );
  return { first, all: (performance.now() - started) / 1000 };
}

const NETWORK = 'network, processor time, share of the audio';
const AHEAD = 'of which look-ahead, share of 5 ms';

export const bench = {
  name: 'stream',
  async run(): Promise<BenchResult> {
    const found = await streamingModel();
    if (found === null) return { skipped: 'no model with state is installed' };
    const { dir, manifest } = found;
    const folder = await mkdtemp(join(tmpdir(), 'divisi-bench-'));
    try {
      const path = join(folder, 'duo.wav');
      await writeTrio(path, SECONDS);
      const block = manifest.segmentSamples / manifest.sampleRate;
      const { wall, cpu } = await timesOfBlocks(dir, manifest, path);
      const audio = wall.length * block;
      const task = await watched(() => timesOfTask(dir, path, join(folder, 'stems')));
      const ahead = Math.max(manifest.lookaheadMs / 1000, manifest.delaySamples / manifest.sampleRate);
      return {
        ratios: {
          'network, real-time factor, two players, one thread':
            wall.reduce((sum, value) => sum + value, 0) / audio,
          [NETWORK]: cpu / audio,
          'network, slowest block against its length (live: below 1)': Math.max(...wall) / block,
          'latency of a block: look-ahead, block and computing, share of a second':
            ahead + block + median(wall),
          [AHEAD]: ahead / 0.005,
          'whole separation in stereo, real-time factor, one thread': task.result.all / SECONDS,
          'processor time of it, share of the audio': task.cpuSeconds / SECONDS,
          'a second of all stems can be heard after, share of a second (goal about 1)': task.result.first,
        },
        limits: { [AHEAD]: { atMost: 1 }, [NETWORK]: { atMost: 0.7 } },
      };
    } finally {
      await removeFolder(folder);
    }
  },
};
