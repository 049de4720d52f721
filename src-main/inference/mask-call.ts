import { Failure } from '../../src-shared/contract/failure.ts';
import type { MaskSeparatorManifest } from './separator-manifest.ts';
import { questionTensors, type SeparatorQuestion } from './separator-question.ts';
import type { Session, TensorData } from './session.ts';
import { tensorName } from './tensor-name.ts';

/** What a mask model returns for one segment. */
export interface MaskAnswer {
  /** [slots, bins, length], 0 to 1 */
  readonly masks: Float32Array;
  /** The share of the segment's energy that each undeclared class claims, [classes]; null without that output. */
  readonly undeclared: Float32Array | null;
  /** Posteriors of the fundamentals, [slots, candidates, length]; null where they were not asked for. */
  readonly pitches: Float32Array | null;
}

/** One call of a mask model, for one segment of `length` frames. */
export interface MaskCall {
  readonly bins: number;
  /** Frames per segment. */
  readonly length: number;
  /** Size of one slot of the input `notes`, fundamentals times frames; 0 for a model without that input. */
  readonly priorSize: number;
  /**
   * @param magnitudes [bins, length]
   * @param prior [slots, candidates, length], 0 to 1; ignored by a model without a notes input
   * @param withPitches whether to ask for the posteriors, of a model that has them
   * @throws Failure `model/invalid`
   */
  readonly masks: (
    magnitudes: Float32Array,
    prior: Float32Array,
    withPitches?: boolean,
  ) => Promise<MaskAnswer>;
  /**
   * Runs the model's first pass, which estimates a posterior for every fundamental.
   * @returns posteriors [slots, candidates, length]
   * @throws Failure `model/invalid`
   */
  readonly pitches: (magnitudes: Float32Array, prior: Float32Array) => Promise<Float32Array>;
}

/** Wraps a loaded session for mask separation. */
export function createMaskCall(
  session: Pick<Session, 'runFor'>,
  manifest: MaskSeparatorManifest,
  question: SeparatorQuestion,
): MaskCall {
  const bins = manifest.frontend.size / 2 + 1;
  const { segmentFrames: length, notes, undeclared, sources } = manifest;
  const slots = question.slots.length;
  const candidates = notes?.candidates ?? 0;
  const magnitudeName = tensorName(manifest.inputs, 'magnitude');
  const fixed = questionTensors(manifest.inputs, question);
  const priorOf = (data: Float32Array): Record<string, TensorData> =>
    notes === undefined
      ? {}
      : {
          [tensorName(manifest.inputs, 'notes')]: {
            dtype: 'float32',
            data,
            shape: [1, slots, candidates, length],
          },
        };
  const shapes = {
    masks: [1, slots, bins, length],
    pitches: [1, slots, candidates, length],
    undeclared: [1, sources.classes.length],
  };
  const call = async (
    roles: readonly (keyof typeof shapes)[],
    magnitudes: Float32Array,
    prior: Float32Array,
  ): Promise<Float32Array[]> => {
    const outputs = await session.runFor(
      {
        [magnitudeName]: { dtype: 'float32', data: magnitudes, shape: [1, bins, length] },
        ...fixed,
        ...priorOf(prior),
      },
      roles.map((role) => tensorName(manifest.outputs, role)),
    );
    for (const [index, role] of roles.entries()) {
      requireShape(role, outputs[index]?.shape ?? [], shapes[role]);
    }
    return outputs.map(({ data }) => data);
  };
  return {
    bins,
    length,
    priorSize: candidates * length,
    async masks(magnitudes, prior, withPitches = false) {
      const roles = [
        'masks' as const,
        ...(undeclared === undefined ? [] : ['undeclared' as const]),
        ...(withPitches ? ['pitches' as const] : []),
      ];
      const answers = await call(roles, magnitudes, prior);
      const answerFor = (role: (typeof roles)[number]): Float32Array | null =>
        answers[roles.indexOf(role)] ?? null;
      const masks = answerFor('masks') ?? NONE;
      const [shares, pitches] = [answerFor('undeclared'), answerFor('pitches')];
      requireShares('masks', masks);
      if (shares !== null) requireShares('shares of undeclared instruments', shares);
      if (pitches !== null) requireShares('posteriors of pitches', pitches);
      return { masks, undeclared: shares, pitches };
    },
    async pitches(magnitudes, prior) {
      const [pitches = NONE] = await call(['pitches'], magnitudes, prior);
      return pitches;
    },
  };
}

const NONE = new Float32Array();

/** Values that are checked together: many short calls are compiled soon, one of millions of steps is not. */
const CHECKED = 4096;

function requireShares(what: string, values: Float32Array): void {
  for (let from = 0; from < values.length; from += CHECKED) {
    if (areShares(values, from, Math.min(values.length, from + CHECKED))) continue;
    throw new Failure('model/invalid', `The model gives ${what} that are no numbers between 0 and 1`);
  }
}

function areShares(values: Float32Array, from: number, to: number): boolean {
  for (let index = from; index < to; index += 1) {
    const value = values[index] as number;
    if (!(value >= 0 && value <= 1.0001)) return false;
  }
  return true;
}

function requireShape(what: string, shape: readonly number[], expected: readonly number[]): void {
  if (shape.length === expected.length && shape.every((size, axis) => size === expected[axis])) return;
  throw new Failure(
    'model/invalid',
    `The model gives ${what} of shape ${shape.join('x')} where ${expected.join('x')} was expected`,
  );
}
