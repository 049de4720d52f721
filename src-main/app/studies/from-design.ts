import { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { whatIsWrong } from '../../../src-shared/contract/what-is-wrong.ts';
import { FITTING_RULES, SIMULATED_LOSSES } from '../../../src-shared/hearing/fitting.ts';
import { EarTreatment, USUAL_FULL_SCALE_DB_SPL } from '../../../src-shared/project/fitting.ts';
import { newStudyId } from '../../../src-shared/project/ids.ts';
import {
  newStudy,
  parseStudy,
  STUDY_LIMITS,
  StudyDocument,
  StudyKind,
  type StudySource,
} from '../../../src-shared/studies/study.ts';
import { en } from '../../../src-shared/words/en/index.ts';
import type { ReadableDatabase } from '../../library/database.ts';
import { getSettings } from '../../library/rows/settings.ts';
import { parseYaml } from '../../studies/yaml.ts';
import { listenerNamed } from '../named-listeners.ts';
import { librarySound, ModelSound } from './library-sounds.ts';
import { matchSounds, type GivenSound } from './match-sounds.ts';

const Heard = z.strictObject({
  /** A listener of the library, or the name of a standard audiogram. */
  listener: z.string().min(1),
  fitting: z.enum(FITTING_RULES).default('none'),
  loss: z.enum(SIMULATED_LOSSES).default('none'),
  fullScaleDbSpl: EarTreatment.shape.fullScaleDbSpl.optional(),
});

/** An id of the library, the path of a file, or what a model made of a recording. */
const SoundText = z.union([z.string().min(1), ModelSound]);
type SoundText = z.infer<typeof SoundText>;

const Settings = StudyDocument.pick({
  question: true,
  instructions: true,
  questions: true,
  hiddenReference: true,
  anchors: true,
  requireHundred: true,
  allowTie: true,
  repetitions: true,
  levelMatch: true,
  shuffleTrials: true,
  shuffleConditions: true,
  loop: true,
  breakEvery: true,
}).partial();

const Design = z.strictObject({
  name: StudyDocument.shape.name,
  kind: StudyKind,
  ...Settings.shape,
  referenceHeard: Heard.optional(),
  conditions: z
    .array(z.strictObject({ name: z.string().trim().min(1).max(200), heard: Heard.optional() }))
    .min(1)
    .max(STUDY_LIMITS.conditions),
  trials: z
    .array(
      z.strictObject({
        name: z.string().trim().min(1).max(200),
        practice: z.boolean().default(false),
        from: z.number().nonnegative().default(0),
        to: z.number().positive().optional(),
        reference: SoundText,
        /** By the condition's name. */
        sounds: z.record(z.string(), SoundText),
      }),
    )
    .min(1)
    .max(STUDY_LIMITS.trials),
});
type Design = z.infer<typeof Design>;

/** Whether a configuration is a design of Divisi's own, which has trials, and not webMUSHRA's, which has pages. */
export function isDesign(text: string): boolean {
  const value = parseYaml(text);
  return typeof value === 'object' && value !== null && 'trials' in value && !('pages' in value);
}

/**
 * A study from a design in YAML or JSON, which names sounds, models and listeners of the library.
 * @param files the sound files that the user gave
 * @param copy copies a sound into the library
 * @throws Failure `study/invalid` with what does not fit, `library/not-found`
 */
export async function studyFromDesign(
  read: ReadableDatabase,
  text: string,
  files: readonly GivenSound[],
  copy: (path: string) => Promise<string>,
): Promise<StudyDocument> {
  const design = parseDesign(text);
  const sources = await sourcesOf(read, design, files, copy);
  const { name, kind, referenceHeard, conditions, trials, ...settings } = design;
  const idOf = (condition: string): string => {
    const at = conditions.findIndex((one) => one.name === condition);
    if (at < 0) throw invalid(`no condition is called "${condition}"`);
    return `c${at + 1}`;
  };
  return parseStudy({
    ...newStudy(newStudyId(), name, kind, en.studies.usualQuestion[kind]),
    ...settings,
    referenceTreatment: treatmentOf(read, referenceHeard),
    conditions: conditions.map((condition) => ({
      ...{ id: idOf(condition.name), name: condition.name },
      treatment: treatmentOf(read, condition.heard),
    })),
    trials: trials.map((trial, index) => ({
      ...{ id: `t${index + 1}`, name: trial.name, isTraining: trial.practice },
      reference: sources(trial.reference),
      sources: Object.fromEntries(
        Object.entries(trial.sounds).map(([condition, sound]) => [idOf(condition), sources(sound)]),
      ),
      excerpt: trial.to === undefined ? null : { fromSeconds: trial.from, toSeconds: trial.to },
    })),
  });
}

function parseDesign(text: string): Design {
  const written = parseYaml(text);
  const parsed = Design.safeParse(written);
  if (!parsed.success) {
    throw invalid(whatIsWrong(parsed.error, written));
  }
  const { conditions, trials } = parsed.data;
  if (new Set(conditions.map(({ name }) => name)).size < conditions.length) {
    throw invalid('two conditions have one name');
  }
  const open = trials.find(({ from, to }) => from > 0 && to === undefined);
  if (open !== undefined) throw invalid(`the trial "${open.name}" has "from" and no "to"`);
  return parsed.data;
}

/** Looks every sound up before any file is copied. */
async function sourcesOf(
  read: ReadableDatabase,
  { trials }: Design,
  files: readonly GivenSound[],
  copy: (path: string) => Promise<string>,
): Promise<(sound: SoundText) => StudySource> {
  const sounds = trials.flatMap(({ reference, sounds: named }) => [reference, ...Object.values(named)]);
  const known = new Map<string, StudySource>();
  const paths = new Set<string>();
  for (const sound of sounds) {
    const source = librarySound(read, sound);
    if (source !== null) known.set(JSON.stringify(sound), source);
    else if (typeof sound === 'string') paths.add(sound);
  }
  for (const [named, path] of matchSounds([...paths], files)) {
    const label = named.split(/[/\\]/).at(-1) ?? named;
    known.set(JSON.stringify(named), { kind: 'file', file: await copy(path), label });
  }
  return (sound) => {
    const source = known.get(JSON.stringify(sound));
    if (source === undefined) throw new Error('a sound of the design was not looked up');
    return source;
  };
}

function treatmentOf(read: ReadableDatabase, heard: z.infer<typeof Heard> | undefined): EarTreatment | null {
  if (heard === undefined) return null;
  const { listener, fitting, loss, fullScaleDbSpl } = heard;
  const known = listenerNamed(read, listener);
  if (known === null) {
    throw new Failure(
      'library/not-found',
      `The library has no listener "${listener}", nor is it a standard audiogram`,
    );
  }
  return EarTreatment.parse({
    ...{ listener, rule: fitting, loss, hearing: known.hearing },
    fullScaleDbSpl: fullScaleDbSpl ?? getSettings(read).fullScaleDbSpl ?? USUAL_FULL_SCALE_DB_SPL,
  });
}

const invalid = (what: string): Failure =>
  new Failure('study/invalid', `The design does not fit its format: ${what}`);
