import { z } from 'zod';
import { Failure } from '../../src-shared/contract/failure.ts';
import { VECTOR_LENGTH } from '../../src-shared/contract/item-schemas.ts';
import { Instrument } from '../../src-shared/project/players.ts';

/** Limits in bytes: a manifest is a page of JSON, and weights must fit in memory alongside the work. */
export const MANIFEST_LIMIT = 1 << 20;
const WEIGHTS_LIMIT = 2 ** 31;

const Positive = z.number().int().positive();
const Text = z.string().min(1).max(200);
/** A plain file name without separators or a leading dot, so it can't escape the model's folder. */
const FileName = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,100}$/, 'not a plain file name');

/** -1 stands for a dimension that is only known at the call. */
const Tensor = z.object({
  name: z.string().min(1).max(100),
  role: z.string().min(1).max(40),
  shape: z.array(z.number().int().min(-1).max(1_000_000)).max(8),
  dtype: z.enum(['float32', 'int64', 'int32', 'bool']),
});

const StftFrontend = z.object({
  type: z.literal('stft'),
  size: z.number().int().min(16).max(65_536),
  hop: Positive,
  /** The periodic variant. */
  window: z.literal('hann'),
  /** `window-sum`: X = Σ w·x·e^(-jωn) / Σ w. */
  scaling: z.literal('window-sum'),
  /** √(mean over channels of |X|²), [1, size/2+1, frames]. */
  input: z.literal('magnitude'),
});

/**
 * The STFT grid on which waveform estimates become masks, at the model's sample rate: |S_i|^power over the sum of all.
 */
const MaskGrid = z.object({
  size: z.number().int().min(16).max(65_536),
  hop: Positive,
  power: z.union([z.literal(1), z.literal(2)]),
});

/**
 * How the model takes notes as input: the candidate fundamentals of its inputs and outputs, and the prior that it was
 * trained with.
 */
const NotesInput = z
  .object({
    /** The fundamental of candidate k is lowest_hz · 2^(k / steps_per_octave). */
    lowest_hz: z.number().min(10).max(1000),
    steps_per_octave: Positive.max(1200),
    candidates: Positive.max(4096),
    /** The prior of a fundamental far from every note. */
    floor: z.number().gt(0).lt(1),
    /** The distance from a note at which the prior falls to 1/e. */
    width_semitones: z.number().gt(0).max(12),
    /** How long a note is extended before its onset and after its offset. */
    widen_s: z.number().nonnegative().max(2),
  })
  .transform(({ lowest_hz, steps_per_octave, width_semitones, widen_s, ...rest }) => ({
    ...rest,
    lowestHz: lowest_hz,
    stepsPerOctave: steps_per_octave,
    widthSemitones: width_semitones,
    widenSeconds: widen_s,
  }));

/** What a model says about instruments that nobody declared. */
const UndeclaredOutput = z
  .object({
    /** The share of a recording's energy from which a class counts as playing beside one declared instrument. */
    notable_share: z.number().gt(0).lt(1),
  })
  .transform(({ notable_share }) => ({ notableShare: notable_share }));

/** Float32 with a fixed shape; the graph takes it as NAME and returns it as NAME_next. */
const State = Tensor.omit({ role: true }).extend({ dtype: z.literal('float32') });

const Sources = z.discriminatedUnion('kind', [
  z
    .object({
      kind: z.literal('conditioned'),
      /** In the order of the `counts` input. slot = players_per_class·class + index; the rest's slot comes last. */
      classes: z.array(Instrument).min(1),
      players_per_class: z.number().int().min(1).max(4),
      rest: z.boolean(),
    })
    .transform(({ players_per_class, ...rest }) => ({ ...rest, playersPerClass: players_per_class })),
  z.object({ kind: z.literal('blind'), count: Positive.max(16), rest: z.boolean() }),
]);

/** A manifest.json. Its keys are in snake case; outside this file they are in camel case. */
export const Manifest = z
  .object({
    id: z.string().regex(/^[a-z0-9-]{1,60}$/, 'not a model id'),
    version: z.string().regex(/^[0-9A-Za-z.+-]{1,40}$/, 'not a version'),
    title: Text,
    task: z.enum(['separation', 'embedding', 'tagging']),
    architecture: Text,
    causal: z.boolean(),
    lookahead_ms: z.number().nonnegative(),
    sample_rate: z.number().int().min(4000).max(384_000),
    channels: z.number().int().min(1).max(2),
    segment_frames: Positive.max(100_000).optional(),
    /** Length of a segment, or of a block for a model with state. */
    segment_samples: Positive.max(100_000_000),
    /** A model with state takes blocks of any multiple of this length; without it, only segments. */
    block_samples: Positive.max(100_000_000).optional(),
    /** By how many samples the stems of a stream lag behind its audio. */
    delay_samples: z.number().int().nonnegative().max(10_000_000).default(0),
    frontend: z.discriminatedUnion('type', [StftFrontend, z.object({ type: z.literal('waveform') })]),
    output: z.enum(['mask', 'waveform', 'vector']),
    inputs: z.array(Tensor).min(1).max(16),
    outputs: z.array(Tensor).min(1).max(16),
    state: z.array(State).max(256),
    /**
     * How a waveform model's estimates are used: as masks on the recording's own spectrum, or as the stems themselves.
     */
    stems: z.enum(['masks', 'waveform']).default('masks'),
    mask: MaskGrid.default({ size: 2048, hop: 1024, power: 1 }),
    sources: Sources.optional(),
    /** Present for a model with an input of role `notes`. */
    notes: NotesInput.optional(),
    /** Present for a model with an output of role `undeclared`. */
    undeclared: UndeclaredOutput.optional(),
    /** The classes of an embedding model, in the order of its `instruments` output. */
    classes: z.array(Instrument).min(1).optional(),
    /** Per class: the probability from which it counts as playing. */
    thresholds: z.array(z.number().gt(0).lt(1)).optional(),
    weights: z.object({
      file: FileName,
      sha256: z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in lower-case hex'),
      bytes: Positive.max(WEIGHTS_LIMIT),
      licence: Text,
    }),
    training: z.record(z.string(), z.unknown()),
    metrics: z
      .array(
        z.object({
          set: Text,
          players: z.number().int().nullable().default(null),
          metric: Text,
          value: z.number(),
          mixtures: z.number().int().nonnegative().optional(),
          date: Text,
        }),
      )
      .max(1000),
  })
  .transform(
    ({
      lookahead_ms,
      sample_rate,
      segment_frames,
      segment_samples,
      block_samples,
      delay_samples,
      ...rest
    }) => ({
      ...rest,
      lookaheadMs: lookahead_ms,
      sampleRate: sample_rate,
      segmentFrames: segment_frames,
      segmentSamples: segment_samples,
      blockSamples: block_samples,
      delaySamples: delay_samples,
    }),
  );
export type Manifest = z.infer<typeof Manifest>;

/**
 * The manifest of the only supported kind of embedding model: embeddings of a few seconds, and the instruments that
 * play in them.
 */
export interface EmbedderManifest extends Manifest {
  readonly segmentFrames: number;
  readonly frontend: z.infer<typeof StftFrontend>;
  readonly classes: Instrument[];
  readonly thresholds: number[];
  /** Size of an embedding. */
  readonly dimensions: number;
}

/**
 * @param text the content of a manifest.json
 * @throws Failure `model/invalid`, naming the first invalid field
 */
export function parseManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Failure('model/invalid', 'The model’s manifest.json is not valid JSON', { cause });
  }
  const parsed = Manifest.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'its top level' : issue.path.join('.');
  throw new Failure(
    'model/invalid',
    `The model’s manifest.json is wrong at ${where}: ${issue?.message ?? 'unknown'}`,
    { cause: parsed.error },
  );
}

export const hasRole = (tensors: Manifest['inputs'], role: string): boolean =>
  tensors.some((tensor) => tensor.role === role);

export function refuse(manifest: Manifest, reason: string): never {
  throw new Failure('model/unsupported', `The model "${manifest.id}" can't be used here: ${reason}`, {
    details: { modelId: manifest.id },
  });
}

/** Default threshold for models that bring none. */
const EVEN = 0.5;

/**
 * Narrows to the models that the analysis can run: one embedding and one probability per instrument, from an STFT.
 * @throws Failure `model/unsupported` with the reason
 */
export function requireEmbedder(manifest: Manifest): EmbedderManifest {
  const { frontend, classes, segmentFrames, outputs } = manifest;
  if (manifest.task !== 'embedding') {
    return refuse(manifest, `it was made for ${manifest.task}, not for embedding`);
  }
  if (manifest.output !== 'vector' || frontend.type !== 'stft') {
    return refuse(manifest, 'Divisi listens through models that make a vector of a spectrum');
  }
  if (classes === undefined || new Set(classes).size !== classes.length) {
    return refuse(manifest, 'its manifest does not say which instruments it tells apart');
  }
  const thresholds = manifest.thresholds ?? classes.map(() => EVEN);
  if (thresholds.length !== classes.length) return refuse(manifest, 'it has not one threshold a class');
  if (segmentFrames === undefined || segmentFrames % 2 !== 0) {
    return refuse(manifest, 'its manifest does not say how many frames it takes, or not an even number');
  }
  if (manifest.state.length > 0) return refuse(manifest, 'it carries state from piece to piece');
  if (!hasRole(manifest.inputs, 'magnitude')) return refuse(manifest, 'it has no input for magnitude');
  if (!hasRole(outputs, 'instruments')) return refuse(manifest, 'it has no output for instruments');
  const dimensions = outputs.find(({ role }) => role === 'embedding')?.shape.at(-1) ?? -1;
  if (dimensions < 1) return refuse(manifest, 'it has no output for an embedding of a fixed length');
  if (dimensions > VECTOR_LENGTH) {
    return refuse(manifest, `its embedding has more than ${VECTOR_LENGTH} values`);
  }
  return { ...manifest, frontend, classes, thresholds, segmentFrames, dimensions };
}
