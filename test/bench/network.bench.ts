/**
 * The shipped network alone, one piece of two players on one thread: the runtime that Divisi uses beside PyTorch's eager
 * mode, where a Python with PyTorch is installed (`DIVISI_PYTHON`, `python3` or `/usr/bin/python3`), in processor seconds.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readManifest, weightsPath } from '../../src-main/inference/model-folder.ts';
import { requireSeparator } from '../../src-main/inference/separator-manifest.ts';
import { openSession } from '../../src-main/inference/session.ts';
import { trialOf } from '../../src-main/inference/trial.ts';
import type { BenchResult } from './run.ts';
import { defaultModelDir } from './separation-run.ts';

const RUNS = 4;
const ROW = 'runtime time / PyTorch eager time';
const REPOSITORY = join(import.meta.dirname, '..', '..');

/** Processor seconds of a run in PyTorch, or why there are none. */
function eager(input: unknown): number | string {
  const named = process.env.DIVISI_PYTHON;
  const reasons: string[] = [];
  for (const python of named === undefined ? ['python3', '/usr/bin/python3'] : [named]) {
    const { status, stdout, stderr, error } = spawnSync(
      python,
      [join(import.meta.dirname, 'eager.py'), JSON.stringify(input)],
      { encoding: 'utf8', env: { ...process.env, PYTHONPATH: join(REPOSITORY, 'models') } },
    );
    if (status === 0) return Number(stdout);
    reasons.push(`${python}: ${error?.message ?? stderr.trim().split('\n').at(-1) ?? ''}`);
  }
  return reasons.join('; ');
}

export const bench = {
  name: 'network',
  async run(): Promise<BenchResult> {
    const dir = await defaultModelDir();
    const manifest = requireSeparator(await readManifest(dir));
    if (manifest.id !== 'harmonic-unet') return { skipped: `the standard model is ${manifest.id}` };
    const { inputs, output } = trialOf(manifest);
    const theirs = eager({
      magnitude: inputs.magnitude?.shape,
      counts: Array.from(inputs.counts?.data ?? [], Number),
      slots: Array.from(inputs.slots?.data ?? [], Number),
      notes: inputs.notes?.shape,
    });
    if (typeof theirs === 'string') return { skipped: `no Python with PyTorch (${theirs})` };
    const session = await openSession(weightsPath(dir, manifest), { providers: ['cpu'], threads: 1 });
    try {
      await session.run(inputs, output);
      let ours = Infinity;
      for (let run = 0; run < RUNS; run += 1) {
        const started = process.cpuUsage();
        await session.run(inputs, output);
        const { user, system } = process.cpuUsage(started);
        ours = Math.min(ours, (user + system) / 1e6);
      }
      return { ratios: { [ROW]: ours / theirs }, limits: { [ROW]: { atMost: 1 } } };
    } finally {
      await session.release();
    }
  },
};
