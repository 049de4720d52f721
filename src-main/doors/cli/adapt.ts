import { cp, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { gotBetter, OWN_SETS } from '../../../src-shared/contract/adaptation.ts';
import { Failure, isFailure } from '../../../src-shared/contract/failure.ts';
import type { AdaptResult } from '../../adaptation/adapt.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import { runTask } from '../../jobs/tasks/run-task.ts';
import { lockLibrary, type LibraryLock } from '../../library/lock.ts';
import { LibraryTrust } from '../../library/trust.ts';
import { configDir, programPaths } from '../../app/program/paths.ts';
import { readMaterial } from './adapt-material.ts';
import { parseAdaptOrder, type AdaptOrder } from './adapt-order.ts';
import type { Command, Io } from './call.ts';
import { Progress } from './progress.ts';

/** A step of the training, and saving what was learnt. */
const STOP_MS = 20_000;
const SEED = 1;

export const adapt: Command = {
  name: 'adapt',
  summary: 'Trains a model on with recordings of your own',
  help: `Usage: divisi adapt --recordings DIR [--solos DIR] --from MODEL --name NAME [OPTIONS]

Learns from your recordings (ensembles, mixed and taken apart again) and, better, from solo passages (mixed with each
other), beginning with MODEL's published weights. A fifth of the material is held back; on it the model is scored before
and after. What got better is added to the library's models. It needs Python with PyTorch (divisi doctor tells), and
nothing leaves this machine. Interrupted, the same call goes on from where it last saved.

  --recordings DIR     audio files of ensembles; two or more, or one with solos
  --solos DIR          passages in which one instrument plays alone, named after it: violin-1.wav, or violin/1.wav;
                       20 s or more of each of two instruments
  --instruments LIST   who plays in the recordings: violin:2,viola,cello; what is heard in each where left out
  --from MODEL         the model to begin with (divisi models list), also one that was adapted before
  --name NAME          what the new model is called
  --pretraining HOW    what recordings teach by: unmixing (the usual), or masked-prediction, in which parts of their
                       sound are hidden and guessed; that needs solos of two instruments to go on with
  --minutes N          of training, 15 where left out; scoring comes on top
  --keep WHEN          better (the usual), always or never: whether the new model is added
  --clips DIR          writes held-back passages to listen to: before, after and, of solos, the original
  --threads N          how many the training may use
  --library DIR        the library that the new model joins
  --json               one JSON object on stdout:
    {"model", "from", "kept", "better", "steps", "minutes", "folder", "figures": [{"set", "mixtures", "before",
    "after", "change", "half_interval"}]}, all figures SI-SDR improvement in dB`,
  run,
};

async function run(args: readonly string[], io: Io): Promise<void> {
  const order = await parseAdaptOrder(args, io.signal);
  const lock = lockAdaptations(order);
  try {
    await train(order, io);
  } finally {
    lock.release();
  }
}

/** One call at a time in a library: another with the same name would work in the same folder. */
function lockAdaptations({ libraryDir, lockPath }: AdaptOrder): LibraryLock {
  new LibraryTrust(configDir()).claim(libraryDir);
  try {
    return lockLibrary(lockPath);
  } catch (cause) {
    if (!isFailure(cause) || cause.code !== 'library/locked') throw cause;
    throw new Failure(
      'adapt/busy',
      'Another "divisi adapt" is training in this library; wait for it to end',
      {
        cause,
      },
    );
  }
}

async function train(order: AdaptOrder, io: Io): Promise<void> {
  const progress = new Progress(io.err);
  try {
    const material = await readMaterial(order, progress, io);
    const result = await runTask(
      forkProcess,
      'adapt',
      {
        model: {
          id: order.modelId,
          title: order.name,
          from: order.start.info.id,
          fromVersion: order.start.info.version,
          architecture: order.start.info.architecture,
          ...order.begin,
        },
        pretraining: order.pretraining,
        python: order.python,
        programDir: programPaths().modelsDir,
        workDir: order.workDir,
        minutes: order.minutes,
        seed: SEED,
        threads: order.threads,
        ...material,
      },
      { signal: io.signal, onProgress: progress.step(0.9), cancelGraceMs: STOP_MS },
    );
    progress.end();
    await finish(order, result, io);
  } catch (error) {
    progress.end();
    throw toldHowToGoOn(error);
  }
}

async function finish(order: AdaptOrder, result: AdaptResult, io: Io): Promise<void> {
  const better = gotBetter(result);
  const kept = order.keep === 'always' || (order.keep === 'better' && better);
  if (order.clipsDir !== null) {
    for (const { path, passage, kind, label } of result.clips) {
      const name = [passage, label, kind].filter(Boolean).join(' ').toLowerCase();
      await cp(path, resolve(order.clipsDir, `${name.replaceAll(/[^a-z0-9]+/g, '-')}.wav`));
    }
  }
  if (kept) {
    await order.registry.add(result.modelDir);
    await rm(order.workDir, { recursive: true, force: true });
    await rm(order.decodedDir, { recursive: true, force: true });
  }
  const outcome = { order, result, better, kept };
  io.out(order.json ? `${JSON.stringify(toJson(outcome))}\n` : inWords(outcome));
}

interface Outcome {
  readonly order: AdaptOrder;
  readonly result: AdaptResult;
  readonly better: boolean;
  readonly kept: boolean;
}

function toJson({ order, result, better, kept }: Outcome) {
  return {
    model: order.modelId,
    from: order.start.info.id,
    kept,
    better,
    steps: result.steps,
    minutes: result.minutes,
    folder: kept ? null : result.modelDir,
    figures: result.figures.map(({ kind, mixtures, before, after, change, half }) => ({
      ...{ set: OWN_SETS[kind], mixtures, before, after, change, half_interval: half },
    })),
  };
}

function inWords({ order, result, better, kept }: Outcome): string {
  const lines = result.figures.map(({ kind, mixtures, before, after, change, half }) => {
    const sure = half === null ? '' : ` ± ${half.toFixed(1)}`;
    const what = kind === 'solos' ? 'mixed with each other' : 'two mixed and taken apart again';
    const by = `${change < 0 ? '' : '+'}${change.toFixed(1)}${sure} dB`;
    return `On ${OWN_SETS[kind]}, ${what}: ${before.toFixed(1)} dB before, ${after.toFixed(1)} dB after (${by}, ${mixtures} mixtures)`;
  });
  if (!better) lines.push('It did not get better. More material, or more minutes, may help.');
  lines.push(
    kept
      ? `Added as ${order.modelId}: divisi separate FILE --model ${order.modelId} …`
      : `Not added. To add it all the same: divisi models add "${result.modelDir}"`,
  );
  return `${lines.join('\n')}\n`;
}

/** What was learnt is on the disk; the same call finds it there. */
function toldHowToGoOn(error: unknown): unknown {
  if (!(error instanceof Failure) || error.code !== 'call/cancelled') return error;
  return new Failure('call/cancelled', 'Interrupted; the same call goes on from what was saved', {
    cause: error,
  });
}
