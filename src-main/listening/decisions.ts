import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../src-shared/contract/failure.ts';
import { DECISIONS_FILE, DECISIONS_LIMIT } from '../inference/model-folder.ts';
import type { EmbedderManifest } from '../inference/manifest.ts';

const Row = z.array(z.number());

/** Who plays in a whole recording. Row c of each matrix has the coefficients of class c's probability. */
const EnsembleDecision = z.object({
  /** The probability from which an instrument is proposed. */
  threshold: z.number().gt(0).lt(1),
  intercept: Row,
  mean: z.array(Row),
  best: z.array(Row),
});
export type EnsembleDecision = z.infer<typeof EnsembleDecision>;

/**
 * What a separated stem contains. The rows are the classes and, last, what nobody plays; the columns of `stem` and
 * `recording` are the values of a vector, those of `name` the classes.
 */
const ContentDecision = z.object({
  intercept: Row,
  stem: z.array(Row),
  recording: z.array(Row),
  name: z.array(Row),
  /** The share of its own instrument from which a stem agrees with its name. */
  agrees: z.number().gt(0).lt(1),
  /** The share up to which it differs. */
  differs: z.number().gt(0).lt(1),
});
export type ContentDecision = z.infer<typeof ContentDecision>;

/**
 * `decisions.json` of a listening model's folder, written by `models/training`: how its results on many windows become
 * one statement about a recording.
 */
const Decisions = z.object({
  model_id: z.string(),
  model_version: z.string(),
  weights_sha256: z.string(),
  ensemble: EnsembleDecision,
  stems: ContentDecision,
});
export type Decisions = z.infer<typeof Decisions>;

/**
 * Null for a model without the file.
 * @throws Failure `model/invalid` for a file that can't be read, or that was fitted to other weights or classes
 */
export async function readDecisions(modelDir: string, manifest: EmbedderManifest): Promise<Decisions | null> {
  const path = join(modelDir, DECISIONS_FILE);
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return null;
  try {
    if (!stats.isFile() || stats.size > DECISIONS_LIMIT) throw new Error('no small regular file');
    return checked(Decisions.parse(JSON.parse(await readFile(path, 'utf8'))), manifest);
  } catch (cause) {
    throw new Failure('model/invalid', `The model’s ${DECISIONS_FILE} can't be used`, { cause });
  }
}

function checked(decisions: Decisions, manifest: EmbedderManifest): Decisions {
  if (decisions.weights_sha256 !== manifest.weights.sha256) throw new Error('it was fitted to other weights');
  const { ensemble, stems } = decisions;
  const { dimensions } = manifest;
  const count = manifest.classes.length;
  const fits =
    has([ensemble.intercept], 1, count) &&
    [ensemble.mean, ensemble.best].every((matrix) => has(matrix, count, count)) &&
    has([stems.intercept], 1, count + 1) &&
    [stems.stem, stems.recording].every((matrix) => has(matrix, count + 1, dimensions)) &&
    has(stems.name, count + 1, count);
  if (!fits) throw new Error('it was fitted to a model of other classes or vectors');
  return decisions;
}

const has = (matrix: readonly (readonly number[])[], rows: number, columns: number): boolean =>
  matrix.length === rows && matrix.every((row) => row.length === columns);
