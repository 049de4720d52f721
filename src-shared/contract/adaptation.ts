import { z } from 'zod';
import { AdaptationId, ClipId, ItemId, JobId, RecordingId } from '../project/ids.ts';
import { Instrument } from '../project/players.ts';

/** Letters of any script, digits, and the punctuation that separates words in a title. */
export const AdaptationName = z
  .string()
  .transform((text) => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim())
  .pipe(z.string().min(1).max(80));

/** How the metrics in an adapted model's manifest name their evaluation set (`models/training/adapt/result.py`). */
export const OWN_SETS = { solos: 'your held-back solos', recordings: 'your held-back recordings' } as const;
/** The name of the same set for the metrics of the starting model. */
export const beforeSet = (set: string): string => `${set}, before`;

export const MINUTES = { least: 1, most: 720, usual: 15 } as const;

/**
 * How recordings contribute before training on solos: two recordings are mixed and separated again (MixIT), or parts
 * of one are masked and predicted. Masked prediction trains only the encoder, so it also requires solos.
 */
export const PRETRAININGS = ['unmixing', 'masked-prediction'] as const;
export const Pretraining = z.enum(PRETRAININGS);
export type Pretraining = z.infer<typeof Pretraining>;

export const AdaptationRequest = z.object({
  name: AdaptationName,
  /** Id of the model to start from. */
  from: z.string(),
  /** Training time; the evaluation before and after is extra. */
  minutes: z.number().int().min(MINUTES.least).max(MINUTES.most),
  pretraining: Pretraining.default('unmixing'),
  /** Ensemble recordings; their isolated parts are not needed, but their players must be declared. */
  recordings: z.array(RecordingId).max(200),
  /** Recordings, excerpts or stems in which one instrument plays alone. */
  solos: z.array(z.object({ itemId: ItemId, instrument: Instrument })).max(500),
});
export type AdaptationRequest = z.infer<typeof AdaptationRequest>;

/** One metric on held-out material: SI-SDR improvement in dB. */
export const AdaptationFigure = z.object({
  /** `solos`: mixed with each other, so every part is known. `recordings`: two mixed and separated again. */
  kind: z.enum(['solos', 'recordings']),
  mixtures: z.number().int().positive(),
  before: z.number(),
  after: z.number(),
  change: z.number(),
  /** Half the width of the 95 % confidence interval of the change; null for a single mixture. */
  half: z.number().nullable(),
  instruments: z.array(z.object({ name: z.string(), before: z.number(), after: z.number() })),
});
export type AdaptationFigure = z.infer<typeof AdaptationFigure>;

/** An audio clip for comparing the model before and after adaptation. */
export const AdaptationClip = z.object({
  id: ClipId,
  /** The passage that the clip belongs to, such as "Held-back solos, mixed". */
  passage: z.string(),
  kind: z.enum(['mixture', 'before', 'after', 'original']),
  /** The player: "violin 1"; empty for the mixture. */
  label: z.string(),
  sampleRate: z.number().int().positive(),
  frames: z.number().int().nonnegative(),
});
export type AdaptationClip = z.infer<typeof AdaptationClip>;

export const AdaptationResult = z.object({
  /** Interpolation weight between the initial (0) and the final (1) weights that scored best. */
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
  /** The id that the adapted model has or would get. */
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
/** `ready`: the user has not decided yet; `kept`: the model has been added. */
export const FinishedAdaptationState = z.enum(['ready', 'kept']);

export const Adaptation = z.discriminatedUnion('state', [
  AdaptationFacts.extend({ state: UnfinishedAdaptationState, result: z.null() }),
  AdaptationFacts.extend({ state: FinishedAdaptationState, result: AdaptationResult }),
]);
export type Adaptation = z.infer<typeof Adaptation>;

/** Whether the Python installation on this machine can train. */
export const PythonCheck = z.object({
  /** The interpreter that was found, or the closest candidate. */
  path: z.string().nullable(),
  version: z.string().nullable(),
  packages: z.record(z.string(), z.string().nullable()),
  /** Null if nothing is missing; otherwise one sentence, with the commands that fix it in `commands`. */
  problem: z.object({ code: z.enum(['python/missing', 'python/packages']), message: z.string() }).nullable(),
  commands: z.array(z.string()),
});
export type PythonCheck = z.infer<typeof PythonCheck>;

export const AdaptationCheck = z.object({
  python: PythonCheck,
  /** Models whose training weights are available to continue from. */
  models: z.array(z.object({ id: z.string(), version: z.string(), title: z.string() })),
});
export type AdaptationCheck = z.infer<typeof AdaptationCheck>;

/** Whether the held-out figures show an improvement: judged on solos if there are any, otherwise on recordings. */
export function gotBetter({ figures }: Pick<AdaptationResult, 'figures'>): boolean {
  const deciding = figures.find(({ kind }) => kind === 'solos') ?? figures[0];
  return deciding !== undefined && deciding.change > 0;
}
