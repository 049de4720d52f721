import { z } from 'zod';
import { Failure } from '../contract/failure.ts';
import { whatIsWrong } from '../contract/what-is-wrong.ts';
import { EarTreatment } from '../project/fitting.ts';
import { ProjectId, RecordingId, StemAudioId, StemId, StudyId } from '../project/ids.ts';
import { STUDY_MIGRATIONS } from './migrations.ts';

/** The schema that this version writes. Older documents are migrated when they are read. */
export const STUDY_SCHEMA = 2;

export const StudyKind = z.enum(['mushra', 'abx', 'paired']);
export type StudyKind = z.infer<typeof StudyKind>;

export const STUDY_LIMITS = { trials: 200, conditions: 12, questions: 40, repetitions: 50 } as const;

/** Ids inside one study: short, and stable over its versions. */
const PartId = z.string().regex(/^[a-z0-9-]{1,40}$/);
const Name = z.string().trim().min(1).max(200);
const Text = z.string().max(20_000);

/** A file that was copied into the library for a study, named after the SHA-256 of its source. */
export const StudyFile = z.string().regex(/^[0-9a-f]{64}\.wav$/);

/** The model that separated what is heard; null for none, and where nobody knows. */
const ModelId = z.string().min(1).max(100).nullable();

/** Where a sound comes from. The label is what researchers see; participants never do. */
export const StudySource = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('audio'),
    audioId: z.union([RecordingId, StemId, StemAudioId]),
    label: Name,
    modelId: ModelId,
  }),
  /** The mix of a project, as it is when the sounds are prepared. */
  z.object({ kind: z.literal('mix'), projectId: ProjectId, label: Name, modelId: ModelId }),
  z.object({ kind: z.literal('file'), file: StudyFile, label: Name }),
]);
export type StudySource = z.infer<typeof StudySource>;

/** A system under test; the same one in every trial, so that its ratings can be compared. */
export const StudyCondition = z.object({
  id: PartId,
  name: Name,
  /** The fitting and simulated loss that its sounds are heard through, in place of a project's own; null for none. */
  treatment: EarTreatment.nullable(),
});
export type StudyCondition = z.infer<typeof StudyCondition>;

export const StudyTrial = z.object({
  id: PartId,
  name: Name,
  /** Shown first and left out of the results. */
  isTraining: z.boolean(),
  /** Null until chosen. */
  reference: StudySource.nullable(),
  /** By condition id; a condition without an entry isn't heard in this trial. */
  sources: z.record(PartId, StudySource),
  /** The excerpt that is heard, in seconds of the reference, half open; null for the whole. */
  excerpt: z
    .object({ fromSeconds: z.number().nonnegative(), toSeconds: z.number().positive() })
    .refine(({ fromSeconds, toSeconds }) => fromSeconds < toSeconds, 'the excerpt is empty')
    .nullable(),
});
export type StudyTrial = z.infer<typeof StudyTrial>;

/** A question on the page after the last trial. */
export const StudyQuestion = z.discriminatedUnion('kind', [
  z.object({ id: PartId, kind: z.literal('text'), text: Name, isRequired: z.boolean() }),
  z.object({ id: PartId, kind: z.literal('number'), text: Name, isRequired: z.boolean() }),
  z.object({
    id: PartId,
    kind: z.literal('choice'),
    text: Name,
    isRequired: z.boolean(),
    options: z.array(Name).min(2).max(20),
  }),
]);
export type StudyQuestion = z.infer<typeof StudyQuestion>;

const unique = (parts: readonly { readonly id: string }[]): boolean =>
  new Set(parts.map(({ id }) => id)).size === parts.length;

export const StudyDocument = z.object({
  schema: z.literal(STUDY_SCHEMA),
  id: StudyId,
  name: Name,
  kind: StudyKind,
  /** What participants are asked in each trial. */
  question: Name,
  /** Plain text of the first page. */
  instructions: Text,
  /** What the reference, and the sounds that are made from it, are heard through. */
  referenceTreatment: EarTreatment.nullable(),
  conditions: z
    .array(StudyCondition)
    .max(STUDY_LIMITS.conditions)
    .refine(unique, 'two conditions have one id'),
  trials: z.array(StudyTrial).max(STUDY_LIMITS.trials).refine(unique, 'two trials have one id'),
  questions: z.array(StudyQuestion).max(STUDY_LIMITS.questions).refine(unique, 'two questions have one id'),
  /** Of MUSHRA: the reference among the sounds to rate. */
  hiddenReference: z.boolean(),
  /** Of MUSHRA: low-passed references, as ITU-R BS.1534-3 asks for. */
  anchors: z.object({ low35: z.boolean(), mid70: z.boolean() }),
  /** Of MUSHRA: a trial is complete only with one sound rated 100, since the reference is among them. */
  requireHundred: z.boolean(),
  /** Of paired comparisons: "no preference" is an answer. */
  allowTie: z.boolean(),
  /** Of ABX and paired comparisons: how often each pair is presented. */
  repetitions: z.number().int().min(1).max(STUDY_LIMITS.repetitions),
  /** Every sound of a trial is brought to the integrated loudness of its reference; each ear where one is fitted. */
  levelMatch: z.boolean(),
  shuffleTrials: z.boolean(),
  shuffleConditions: z.boolean(),
  /** Whether sounds loop, and participants may choose the region that does. */
  loop: z.boolean(),
  /** A break is offered after so many trials; null for none. */
  breakEvery: z.number().int().min(1).max(STUDY_LIMITS.trials).nullable(),
});
export type StudyDocument = z.infer<typeof StudyDocument>;

const Schema = z.looseObject({ schema: z.number().int().min(1) });

/**
 * Migrates and parses a study.
 * @throws Failure `study/invalid`
 */
export function parseStudy(value: unknown): StudyDocument {
  const found = Schema.safeParse(value);
  if (!found.success) throw new Failure('study/invalid', 'This is not a study', { cause: found.error });
  if (found.data.schema > STUDY_SCHEMA) {
    throw new Failure('study/invalid', 'This study was written by a newer Divisi: update Divisi to open it');
  }
  const migrated = STUDY_MIGRATIONS.slice(found.data.schema - 1).reduce<Record<string, unknown>>(
    (document, migrate) => migrate(document),
    found.data,
  );
  const parsed = StudyDocument.safeParse(migrated);
  if (parsed.success) return parsed.data;
  throw new Failure(
    'study/invalid',
    `The study does not fit its format: ${whatIsWrong(parsed.error, migrated)}`,
    { cause: parsed.error },
  );
}

/** A new study with the recommendation's usual choices. */
export function newStudy(
  id: StudyDocument['id'],
  name: string,
  kind: StudyKind,
  question: string,
): StudyDocument {
  return {
    schema: STUDY_SCHEMA,
    id,
    name,
    kind,
    question,
    instructions: '',
    referenceTreatment: null,
    conditions: [],
    trials: [],
    questions: [],
    hiddenReference: kind === 'mushra',
    anchors: { low35: kind === 'mushra', mid70: kind === 'mushra' },
    requireHundred: kind === 'mushra',
    allowTie: false,
    repetitions: kind === 'abx' ? 8 : 1,
    levelMatch: true,
    shuffleTrials: true,
    shuffleConditions: true,
    loop: true,
    breakEvery: null,
  };
}
