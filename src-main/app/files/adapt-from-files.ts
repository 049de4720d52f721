import { cp, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { gotBetter } from '../../../src-shared/contract/adaptation.ts';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import type { AdaptResult } from '../../adaptation/adapt.ts';
import { fileNameOf } from '../../../src-shared/format/file-name.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import { lockLibrary, type LibraryLock } from '../../library/lock.ts';
import { readMaterial } from './adapt-material.ts';
import { planAdapting, type AdaptPlan, type AdaptRequest } from './adapt-plan.ts';
import type { Work } from './work.ts';

export type { AdaptRequest } from './adapt-plan.ts';

export interface Adapted {
  readonly modelId: string;
  /** The model that training started from. */
  readonly from: string;
  readonly better: boolean;
  /** Whether the model was added to the library. */
  readonly kept: boolean;
  readonly result: AdaptResult;
}

/** Enough for one training step and for saving a checkpoint. */
const STOP_MS = 20_000;
const SEED = 1;
/** Shares of the total progress. */
const READING = 0.1;
const TRAINING = 0.9;

/**
 * Continues training a model on folders of recordings and solos. Repeating an interrupted request continues
 * from the last checkpoint.
 * @throws Failure `call/invalid`, `players/*`, `model/*`, `file/*`, `audio/*`, `python/*`, `adapt/busy`,
 * `library/*`, `disk/*`, `process/died`, `call/cancelled`
 */
export async function adaptFromFiles(request: AdaptRequest, work: Work): Promise<Adapted> {
  const plan = await planAdapting(request, work);
  work.program.trust.claim(plan.libraryDir);
  const lock = lockAdaptations(plan);
  try {
    const result = await train(plan, work);
    const better = gotBetter(result);
    const kept = plan.keep === 'always' || (plan.keep === 'better' && better);
    if (plan.clipsDir !== undefined) await writeClips(plan.clipsDir, result);
    if (kept) {
      await plan.models.add(result.modelDir);
      await rm(plan.workDir, { recursive: true, force: true });
      await rm(plan.decodedDir, { recursive: true, force: true });
    }
    return { modelId: plan.modelId, from: plan.start.info.id, better, kept, result };
  } catch (error) {
    throw sayingHowToContinue(error);
  } finally {
    lock.release();
  }
}

/** One training at a time per library: two with the same name would share a working folder. */
function lockAdaptations({ lockPath }: AdaptPlan): LibraryLock {
  try {
    return lockLibrary(lockPath);
  } catch (cause) {
    if (!isFailure(cause) || cause.code !== 'library/locked') throw cause;
    const message = 'Another "divisi adapt" is training in this library; wait for it to end';
    throw new Failure('adapt/busy', message, { cause });
  }
}

async function train(plan: AdaptPlan, work: Work): Promise<AdaptResult> {
  const material = await readMaterial(plan, work, READING);
  const { id: from, version: fromVersion, architecture } = plan.start.info;
  return runTask(
    work.program.spawn,
    'adapt',
    {
      model: { id: plan.modelId, title: plan.name, from, fromVersion, architecture, ...plan.begin },
      pretraining: plan.pretraining,
      python: plan.python,
      programDir: work.program.paths.modelsDir,
      workDir: plan.workDir,
      minutes: plan.minutes,
      seed: SEED,
      threads: plan.threads,
      ...material,
    },
    { signal: work.signal, onProgress: work.progress.step(TRAINING), cancelGraceMs: STOP_MS },
  );
}

async function writeClips(folder: string, { clips }: AdaptResult): Promise<void> {
  for (const { path, passage, kind, label } of clips) {
    const words = [passage, label, kind].join(' ').toLowerCase();
    const name = fileNameOf(words.replaceAll(/[^\p{L}\p{N}]+/gu, ' ')).replaceAll(' ', '-');
    await cp(path, resolve(folder, `${name}.wav`));
  }
}

/** Training saved a checkpoint before it stopped, so the same request continues from it. */
function sayingHowToContinue(error: unknown): unknown {
  if (!isFailure(error) || error.code !== 'call/cancelled') return error;
  const message = 'Interrupted; the same call continues from what was saved';
  return new Failure('call/cancelled', message, { cause: error });
}
