import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdaptationFigure, Pretraining } from '../../src-shared/contract/adaptation.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { openPcm } from '../audio/read/open.ts';
import type { StartWeights } from './startable.ts';
import { runTrainer } from './trainer.ts';
import { copyWeights, prepareFolder, writeCopy, type AdaptSource } from './working-copies.ts';

export interface AdaptInput {
  readonly model: {
    readonly id: string;
    readonly title: string;
    readonly from: string;
    readonly fromVersion: string;
    /** The folder of the start model's recipe. */
    readonly recipe: string;
    readonly architecture: string;
    /** Weights from an earlier adaptation; null means the recipe's own. */
    readonly weights: StartWeights | null;
  };
  readonly pretraining: Pretraining;
  readonly python: string;
  /** The folder that contains `training`. */
  readonly programDir: string;
  /** The working folder of this adaptation; an interrupted run of the same adaptation resumes from what it contains. */
  readonly workDir: string;
  readonly minutes: number;
  readonly seed: number;
  readonly threads: number;
  readonly recordings: readonly AdaptSource[];
  readonly solos: readonly AdaptSource[];
}

export interface AdaptEvent {
  readonly type: 'saved';
  /** Minutes of training completed, which a later run need not repeat. */
  readonly minutes: number;
}

/** A clip, stored as `clips/NUMBER.wav` in the model's folder. */
export interface AdaptClip {
  readonly path: string;
  readonly passage: string;
  readonly kind: 'mixture' | 'before' | 'after' | 'original';
  readonly label: string;
  readonly sampleRate: number;
  readonly frames: number;
}

export interface AdaptResult {
  /** The new model's folder. */
  readonly modelDir: string;
  readonly share: number;
  readonly steps: number;
  readonly minutes: number;
  readonly figures: AdaptationFigure[];
  readonly clips: readonly AdaptClip[];
}

const COPYING = 0.04;
export const outDirOf = (workDir: string): string => join(workDir, 'out');

/**
 * Adapts a model: prepares working copies of the training material, then runs the training program. This is the entire
 * job of its process.
 * @throws Failure `adapt/material`, `model/*`, `python/missing`, `disk/*`, `process/died`, `call/cancelled`, or of the
 * audio
 */
export async function runAdapt(input: AdaptInput, context: TaskContext<AdaptEvent>): Promise<AdaptResult> {
  const { model, pretraining, workDir, recordings, solos, seed } = input;
  const { signal } = context;
  const sources = [...recordings, ...solos];
  if (sources.length === 0) {
    throw new Failure('adapt/material', 'There is nothing to learn from: name recordings, or solos');
  }
  const lonely = solos.find(({ players }) => players.length !== 1);
  if (lonely !== undefined) {
    throw new Failure('adapt/material', `"${lonely.title}" is meant to be a solo: it needs one instrument`);
  }
  const start = [model.from, model.fromVersion, model.weights?.sha256 ?? null];
  await prepareFolder(workDir, { start, pretraining, seed, recordings, solos }, sources);
  const weights = model.weights === null ? null : await copyWeights(model.weights, workDir);
  const files: string[] = [];
  for (const [index, source] of sources.entries()) {
    files.push(
      await writeCopy(source, workDir, signal, (done) =>
        context.progress({
          done: (COPYING * (index + done)) / sources.length,
          phase: 'reading the recordings',
          secondsLeft: null,
        }),
      ),
    );
  }
  const named = (source: AdaptSource, index: number) => ({
    file: files[index] ?? '',
    title: source.title,
    players: source.players,
    ...(source.notes === undefined ? {} : { notes: source.notes }),
  });
  const out = outDirOf(workDir);
  await rm(out, { recursive: true, force: true });
  await mkdir(out);
  const plan = {
    model: { ...model, weights },
    pretraining,
    work: 'work',
    out: 'out',
    minutes: input.minutes,
    seed,
    threads: input.threads,
    recordings: recordings.map(named),
    solos: solos.map((source, index) => named(source, recordings.length + index)),
  };
  const planPath = join(workDir, 'plan.json');
  await writeFile(planPath, JSON.stringify(plan, null, 1));
  context.progress({ done: COPYING, phase: 'starting Python', secondsLeft: null });
  const outcome = await runTrainer({
    python: input.python,
    programDir: input.programDir,
    planPath,
    threads: input.threads,
    signal,
    onLine: (line) => {
      if (line.type === 'saved') context.event({ type: 'saved', minutes: line.minutes });
      else {
        const phase = line.detail === '' ? line.phase : `${line.phase}: ${line.detail}`;
        context.progress({ done: COPYING + (1 - COPYING) * line.done, phase, secondsLeft: line.left });
      }
    },
  });
  const { share, steps, minutes, figures } = outcome;
  return { modelDir: out, share, steps, minutes, figures, clips: await measured(outcome.clips, out) };
}

/** The clips with their sample rates and lengths, read from the files on disk. */
async function measured(
  clips: readonly (Pick<AdaptClip, 'passage' | 'kind' | 'label'> & { readonly file: string })[],
  out: string,
): Promise<AdaptClip[]> {
  const found: AdaptClip[] = [];
  for (const { file, passage, kind, label } of clips) {
    const path = join(out, 'clips', file);
    const reader = await openPcm(path);
    found.push({ path, passage, kind, label, sampleRate: reader.sampleRate, frames: reader.frames });
    await reader.close();
  }
  return found;
}
