import { z } from 'zod';
import { AdaptationId, ClipId, ItemId, JobId, RecordingId } from '../project/ids.ts';
import { Instrument } from '../project/players.ts';

/** Letters of any script, digits, and what stands between words in a title. */
export const AdaptationName = z
  .string()
  .transform((text) => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim())
  .pipe(z.string().min(1).max(80));

/** How the figures of an adapted model's manifest name their set (`models/training/adapt/result.py`). */
export const OWN_SETS = { solos: 'your held-back solos', recordings: 'your held-back recordings' } as const;
/** The same of the model that it began with. */
export const beforeSet = (set: string): string => `${set}, before`;

export const MINUTES = { least: 1, most: 720, usual: 15 } as const;

/**
 * How recordings teach before solos do: two are mixed and taken apart again (MixIT), or parts of one are hidden and
 * guessed (masked prediction), which teaches the encoder alone and so needs solos to go on with.
 */
export const PRETRAININGS = ['unmixing', 'masked-prediction'] as const;
export const Pretraining = z.enum(PRETRAININGS);
export type Pretraining = z.infer<typeof Pretraining>;

export const AdaptationRequest = z.object({
  name: AdaptationName,
  /** Id of the model to start from. */
  from: z.string(),
  /** Of training; scoring before and after comes on top. */
  minutes: z.number().int().min(MINUTES.least).max(MINUTES.most),
  pretraining: Pretraining.default('unmixing'),
  /** Ensembles; nobody needs to know their parts, but who plays must be declared. */
  recordings: z.array(RecordingId).max(200),
  /** Recordings, excerpts or stems in which one instrument plays alone. */
  solos: z.array(z.object({ itemId: ItemId, instrument: Instrument })).max(500),
});
export type AdaptationRequest = z.infer<typeof AdaptationRequest>;

/** One measure on held-back material, SI-SDR improvement in dB. */
export const AdaptationFigure = z.object({
  /** `solos`: mixed with each other, so that all parts are known. `recordings`: two mixed and taken apart again. */
  kind: z.enum(['solos', 'recordings']),
  mixtures: z.number().int().positive(),
  before: z.number(),
  after: z.number(),
  change: z.number(),
  /** Half the width of the change's 95 % interval; null for a single mixture. */
  half: z.number().nullable(),
  instruments: z.array(z.object({ name: z.string(), before: z.number(), after: z.number() })),
});
export type AdaptationFigure = z.infer<typeof AdaptationFigure>;

/** Something to listen to. */
export const AdaptationClip = z.object({
  id: ClipId,
  /** What passage it is of: "Held-back solos, mixed". */
  passage: z.string(),
  kind: z.enum(['mixture', 'before', 'after', 'original']),
  /** The player: "violin 1"; empty for the mixture. */
  label: z.string(),
  sampleRate: z.number().int().positive(),
  frames: z.number().int().nonnegative(),
});
export type AdaptationClip = z.infer<typeof AdaptationClip>;

export const AdaptationResult = z.object({
  /** How far the weights lie on the way from the start to the end of the training: what did best. */
  share: z.number().min(0).max(1),
  steps: z.number().int().nonnegative(),
  minutes: z.number().nonnegative(),
  figures: z.array(AdaptationFigure),
  clips: z.array(AdaptationClip),
});
export type AdaptationResult = z.infer<typeof AdaptationResult>;

const AdaptationFacts = z.object({
  id: AdaptationId,
  name: z.string(),
  /** What the model is, or would be, called. */
  modelId: z.string(),
  from: z.object({ id: z.string(), version: z.string() }),
  minutes: z.number(),
  pretraining: Pretraining,
  recordings: z.number().int(),
  solos: z.number().int(),
  createdAt: z.string(),
  jobId: JobId,
});

export const UnfinishedAdaptationState = z.enum(['running', 'failed', 'cancelled']);
/** `ready`: the user has yet to decide; `kept`: the model was added. */
export const FinishedAdaptationState = z.enum(['ready', 'kept']);

export const Adaptation = z.discriminatedUnion('state', [
  AdaptationFacts.extend({ state: UnfinishedAdaptationState, result: z.null() }),
  AdaptationFacts.extend({ state: FinishedAdaptationState, result: AdaptationResult }),
]);
export type Adaptation = z.infer<typeof Adaptation>;

/** Whether Python can train here. */
export const PythonCheck = z.object({
  /** The interpreter that was found, or the nearest to one. */
  path: z.string().nullable(),
  version: z.string().nullable(),
  packages: z.record(z.string(), z.string().nullable()),
  /** Null where all is there; else one sentence, and the commands that would mend it. */
  problem: z.object({ code: z.enum(['python/missing', 'python/packages']), message: z.string() }).nullable(),
  commands: z.array(z.string()),
});
export type PythonCheck = z.infer<typeof PythonCheck>;

export const AdaptationCheck = z.object({
  python: PythonCheck,
  /** Models whose training weights are there to train on from. */
  models: z.array(z.object({ id: z.string(), version: z.string(), title: z.string() })),
});
export type AdaptationCheck = z.infer<typeof AdaptationCheck>;

/** Whether the held-back figures say that it was worth it: by solos where there are any, else by recordings. */
export function gotBetter({ figures }: Pick<AdaptationResult, 'figures'>): boolean {
  const deciding = figures.find(({ kind }) => kind === 'solos') ?? figures[0];
  return deciding !== undefined && deciding.change > 0;
}
