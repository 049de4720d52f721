import { join } from 'node:path';
import { z } from 'zod';
import { BitDepth, Container } from '../../../src-shared/contract/audio.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { Effort } from '../../../src-shared/contract/separation.ts';
import { Ensemble } from '../../../src-shared/project/players.ts';
import { readText } from '../../audio/read/regular-file.ts';

/** The fields of separation.json that repeat the run, and those that the repetition must give again. */
export const SeparationSettings = z.object({
  model: z.string(),
  model_version: z.string(),
  weights_sha256: z.string(),
  provider: z.string(),
  threads: z.number().int().positive(),
  /** Absent from files that were written before there was a choice. */
  effort: Effort.default('best'),
  recording: z.object({
    file: z.string(),
    sha256: z.string(),
    sample_rate: z.number().positive(),
    frames: z.number().int().positive(),
    channel_map: z.array(z.number().int().positive()),
  }),
  from: z.number().int().nonnegative(),
  to: z.number().int().positive(),
  players: Ensemble,
  format: Container,
  bit_depth: BitDepth,
  common_gain_db: z.number(),
  notes_sha256: z.string().nullable(),
  told: z.enum(['notes', 'score', 'heard']).nullable(),
  undeclared: z.array(z.object({ instrument: z.string(), share: z.number() })),
  stems: z.record(
    z.string(),
    z.object({
      file: z.string(),
      sha256: z.string(),
      rms_dbfs: z.number().nullable(),
      clipped_samples: z.number(),
    }),
  ),
});
export type SeparationSettings = z.infer<typeof SeparationSettings>;

/** @throws Failure `file/not-found`, `file/unreadable` */
export async function readSeparation(
  dir: string,
): Promise<{ readonly text: string; readonly settings: SeparationSettings }> {
  const text = await readText(join(dir, 'separation.json')).catch((cause: unknown) => {
    throw new Failure(
      'file/not-found',
      `"${dir}" contains no separation.json: name what "divisi separate" wrote`,
      {
        cause,
      },
    );
  });
  return { text, settings: parseSeparation(text, `"${dir}"`) };
}

/** @throws Failure `file/unreadable` */
export function parseSeparation(text: string, where: string): SeparationSettings {
  try {
    return SeparationSettings.parse(JSON.parse(text));
  } catch (cause) {
    throw new Failure(
      'file/unreadable',
      `The separation.json of ${where} lacks what repeats a run: separate again with this version`,
      { cause },
    );
  }
}

/** What a repetition must give again. */
export const outcomeOf = ({
  recording,
  model,
  model_version,
  weights_sha256,
  provider,
  notes_sha256,
  undeclared,
  stems,
}: SeparationSettings) => ({
  recording: recording.sha256,
  model: `${model} ${model_version}`,
  ...{ weights_sha256, provider, notes_sha256, undeclared },
  stems: Object.fromEntries(
    Object.entries(stems).map(([name, { sha256, rms_dbfs, clipped_samples }]) => [
      name,
      { sha256, rms_dbfs, clipped_samples },
    ]),
  ),
});
