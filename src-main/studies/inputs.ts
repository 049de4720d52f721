import { join, relative, resolve } from 'node:path';
import { z } from 'zod';
import { isFailure } from '../../src-shared/contract/failure.ts';
import { EarTreatment } from '../../src-shared/project/fitting.ts';
import { parseProject } from '../../src-shared/mixing/parse-project.ts';
import { contentOf, FileContent } from '../audio/read/file-content.ts';
import { readText } from '../audio/read/regular-file.ts';
import { createPartFile } from '../audio/write/part-file.ts';
import type { TrialInput } from './prepare.ts';
import type { SoundInput } from './sound.ts';

const path = z.string().min(1);
const channelMap = z.array(z.number().int().nonnegative());
const audioFile = z.object({ path, channelMap });

const Sound = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), path, channelMap: channelMap.nullable() }),
  z.object({
    kind: z.literal('mix'),
    /** Migrated, where an earlier version wrote it down. */
    document: z.unknown().transform((value) => parseProject(value)),
    stems: z.record(z.string(), audioFile),
    recording: audioFile,
    impulses: z.record(z.string(), path),
  }),
]);

/** What `runPrepare` renders. */
export const TrialInputs = z.array(
  z.object({
    trialId: z.string(),
    name: z.string(),
    reference: Sound,
    referenceTreatment: EarTreatment.nullable(),
    conditions: z.array(
      z.object({ key: z.string(), name: z.string(), sound: Sound, treatment: EarTreatment.nullable() }),
    ),
    made: z.array(z.string()),
    excerpt: z.object({ fromSeconds: z.number(), toSeconds: z.number() }).nullable(),
  }),
);

/** `inputs.json` beside prepared sounds: all that they follow from. Paths are relative to it. */
export const StudyInputs = z.object({
  divisi_study_inputs: z.literal(1),
  levelMatch: z.boolean(),
  trials: TrialInputs,
  files: z.record(path, FileContent),
});
export type StudyInputs = z.infer<typeof StudyInputs>;

const INPUTS_FILE = 'inputs.json';

/** Writes down what the sounds of a folder were rendered from. @throws Failure `file/*`, `disk/*` */
export async function writeInputs(
  folder: string,
  { trials, levelMatch }: { readonly trials: readonly TrialInput[]; readonly levelMatch: boolean },
): Promise<void> {
  const files: StudyInputs['files'] = {};
  const moved = withPaths(trials, (file) => relative(folder, file));
  for (const file of pathsIn(moved)) files[file] = await contentOf(resolve(folder, file));
  const inputs: z.input<typeof StudyInputs> = {
    divisi_study_inputs: 1,
    levelMatch,
    trials: TrialInputs.parse(moved),
    files,
  };
  const out = await createPartFile(join(folder, INPUTS_FILE));
  await out.append(Buffer.from(`${JSON.stringify(inputs, null, 2)}\n`, 'utf8'));
  await out.finish();
}

/** @returns null for sounds that an earlier version of Divisi prepared, which wrote nothing down */
export async function readInputs(folder: string): Promise<StudyInputs | null> {
  const file = join(folder, INPUTS_FILE);
  const text = await readText(file).catch((error: unknown) => {
    if (isFailure(error) && error.code === 'file/not-found') return null;
    throw error;
  });
  return text === null ? null : StudyInputs.parse(JSON.parse(text));
}

/** Every file that is read, once. */
export function pathsIn(trials: readonly TrialInput[]): string[] {
  const paths = new Set<string>();
  withPaths(trials, (file) => {
    paths.add(file);
    return file;
  });
  return [...paths];
}

/** The same trials with other paths. */
export function withPaths(trials: readonly TrialInput[], pathOf: (path: string) => string): TrialInput[] {
  const moved = <T extends { readonly path: string }>(file: T): T => ({ ...file, path: pathOf(file.path) });
  const values = <T, R>(record: Readonly<Record<string, T>>, of: (value: T) => R): Record<string, R> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, of(value)]));
  const sound = (input: SoundInput): SoundInput =>
    input.kind === 'file'
      ? moved(input)
      : {
          ...input,
          stems: values(input.stems, moved),
          recording: moved(input.recording),
          impulses: values(input.impulses, pathOf),
        };
  return trials.map((trial) => ({
    ...trial,
    reference: sound(trial.reference),
    conditions: trial.conditions.map((condition) => ({ ...condition, sound: sound(condition.sound) })),
  }));
}
