import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { ExpectedSdr } from '../../src-shared/contract/quality.ts';
import { CONFIDENCE_FILE, CONFIDENCE_LIMIT } from '../inference/model-folder.ts';
import { FEATURES, type Features } from './features.ts';

const spread = z.object({ low: z.number().max(0), high: z.number().min(0) });

/**
 * `confidence.json` of a model's folder, written by `models/training/measure/confidence`. Coefficients are dB per unit
 * of each feature.
 */
export const Estimator = z.object({
  model_id: z.string(),
  model_version: z.string(),
  fitted_at: z.string(),
  intercept: z.number(),
  coefficients: z.object(
    Object.fromEntries(FEATURES.map((name) => [name, z.number()])) as Record<keyof Features, z.ZodNumber>,
  ),
  bounds: z.tuple([z.number(), z.number()]),
  /** 10th and 90th percentiles of true minus expected dB, per window and per whole stem. */
  window_spread: spread,
  stem_spread: spread,
  validation: z.array(
    z.object({
      set: z.string(),
      windows: z.number().int(),
      stems: z.number().int(),
      window_correlation: z.number(),
      stem_correlation: z.number(),
      /** How often the source named as the main interference really contributed most of the error. */
      partner_right: z.number(),
    }),
  ),
});
export type Estimator = z.infer<typeof Estimator>;

export const parseEstimator = (value: unknown): Estimator => Estimator.parse(value);

/**
 * Reads the estimator from a model's folder, or returns null if there is none. @throws Failure `model/invalid` if the
 * file is not an estimator
 */
export async function readEstimator(modelDir: string): Promise<Estimator | null> {
  const path = join(modelDir, CONFIDENCE_FILE);
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return null;
  try {
    if (!stats.isFile() || stats.size > CONFIDENCE_LIMIT) throw new Error('no small regular file');
    return parseEstimator(JSON.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    throw new Failure('model/invalid', `The model’s ${CONFIDENCE_FILE} can't be read`, { cause });
  }
}

/** Expected SDR in dB, clamped to the bounds within which the estimator was fitted. */
export function expectedSdr(estimator: Estimator, values: Features): number {
  const [least, most] = estimator.bounds;
  const sum = FEATURES.reduce(
    (total, name) => total + estimator.coefficients[name] * values[name],
    estimator.intercept,
  );
  return Math.min(most, Math.max(least, sum));
}

/** Combines the expected SDRs of several windows by adding up their expected errors. Energies are the stem's. */
export function together(parts: readonly { readonly sdr: number; readonly energy: number }[]): number {
  const energy = parts.reduce((sum, part) => sum + part.energy, 0);
  const errors = parts.reduce((sum, part) => sum + part.energy * 10 ** (-part.sdr / 10), 0);
  return 10 * Math.log10(energy / errors);
}

export function withSpread(sdr: number, { low, high }: z.infer<typeof spread>): ExpectedSdr {
  return { sdr, low: sdr + low, high: sdr + high };
}
