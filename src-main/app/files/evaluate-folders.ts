import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { createPartFile } from '../../audio/write/part-file.ts';
import {
  evaluate,
  meanFigures,
  type EvaluatedFigures,
  type EvaluateRequest,
  type Evaluation,
} from './evaluate.ts';
import { evaluationCsv } from './evaluation-table.ts';
import type { Work } from './work.ts';

export interface EvaluatedPiece {
  /** The folder's name; empty if the given folders hold the files themselves. */
  readonly piece: string;
  readonly evaluation: Evaluation;
}

export interface EvaluatedFolders {
  readonly pieces: readonly EvaluatedPiece[];
  /** The mean of the pieces' means, each piece counting once; null for one folder. */
  readonly mean: EvaluatedFigures | null;
  /** Folders without a counterpart: they are not evaluated. */
  readonly unmatched: readonly string[];
}

/**
 * Evaluates as `evaluateFolders` and writes all figures as a table to `csv`, where one is named.
 * @throws Failure as `evaluate`, `disk/*`
 */
export async function evaluateToTable(
  request: EvaluateRequest & { readonly csv: string | undefined },
  work: Work,
): Promise<EvaluatedFolders> {
  if (request.csv === undefined) return evaluateFolders(request, work);
  // Before anything is measured: a place that can't be written to would lose hours of work.
  const table = await createPartFile(request.csv);
  try {
    const evaluated = await evaluateFolders(request, work);
    await table.append(Buffer.from(evaluationCsv(evaluated.pieces), 'utf8'));
    await table.finish();
    return evaluated;
  } catch (error) {
    await table.abort();
    throw error;
  }
}

/**
 * Evaluates two folders, or every folder in one that has a counterpart of the same name in the other.
 * @throws Failure as `evaluate`
 */
async function evaluateFolders(request: EvaluateRequest, work: Work): Promise<EvaluatedFolders> {
  const references = await foldersIn(request.referenceDir);
  const estimates = await foldersIn(request.estimateDir);
  const both = references.filter((piece) => estimates.includes(piece));
  if (both.length === 0) {
    return { pieces: [{ piece: '', evaluation: await evaluate(request, work) }], mean: null, unmatched: [] };
  }
  if (request.mixture !== undefined) {
    throw new Failure('call/invalid', 'A mixture can be named for one folder of stems, not for several');
  }
  const evaluated: EvaluatedPiece[] = [];
  for (const piece of both) {
    const referenceDir = join(request.referenceDir, piece);
    const estimateDir = join(request.estimateDir, piece);
    const part: Work = {
      ...work,
      progress: { step: (share) => work.progress.step(share / both.length) },
    };
    evaluated.push({ piece, evaluation: await evaluate({ ...request, referenceDir, estimateDir }, part) });
  }
  const unmatched = [...references, ...estimates].filter((piece) => !both.includes(piece));
  const mean = meanFigures(evaluated.map(({ evaluation }) => evaluation.mean));
  return { pieces: evaluated, mean, unmatched: unmatched.sort() };
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
    throw new Failure('file/not-found', `"${folder}" is not a folder that can be read`, { cause });
  });
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort((a, b) => (a < b ? -1 : 1));
}
