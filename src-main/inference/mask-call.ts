import { Failure } from '../../src-shared/contract/failure.ts';
import type { MaskSeparatorManifest } from './separator-manifest.ts';
import { questionTensors, type SeparatorQuestion } from './separator-question.ts';
import type { Session, TensorData } from './session.ts';
import { tensorName } from './tensor-name.ts';

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
   * @returns masks [slots, bins, length], 0 to 1
   * @throws Failure `model/invalid`
   */
  readonly masks: (magnitudes: Float32Array, prior: Float32Array) => Promise<Float32Array>;
  /**
   * Runs the model's first pass, which estimates a posterior for every fundamental.
   * @returns posteriors [slots, candidates, length]
   * @throws Failure `model/invalid`
   */
  readonly pitches: (magnitudes: Float32Array, prior: Float32Array) => Promise<Float32Array>;
}

/** Wraps a loaded session for mask separation. */
export function createMaskCall(
  session: Pick<Session, 'run'>,
  manifest: MaskSeparatorManifest,
  question: SeparatorQuestion,
): MaskCall {
  const bins = manifest.frontend.size / 2 + 1;
  const { segmentFrames: length, notes } = manifest;
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
  const call = async (
    role: 'masks' | 'pitches',
    magnitudes: Float32Array,
    prior: Float32Array,
  ): Promise<Float32Array> => {
    const rows = role === 'masks' ? bins : candidates;
    const output = await session.run(
      {
        [magnitudeName]: { dtype: 'float32', data: magnitudes, shape: [1, bins, length] },
        ...fixed,
        ...priorOf(prior),
      },
      tensorName(manifest.outputs, role),
    );
    requireShape(role, output.shape, [1, slots, rows, length]);
    return output.data;
  };
  return {
    bins,
    length,
    priorSize: candidates * length,
    async masks(magnitudes, prior) {
      const masks = await call('masks', magnitudes, prior);
      if (masks.every((value) => value >= 0 && value <= 1.0001)) return masks;
      throw new Failure('model/invalid', 'The model gives masks that are no numbers between 0 and 1');
    },
    pitches: (magnitudes, prior) => call('pitches', magnitudes, prior),
  };
}

function requireShape(what: string, shape: readonly number[], expected: readonly number[]): void {
  if (shape.length === expected.length && shape.every((size, axis) => size === expected[axis])) return;
  throw new Failure(
    'model/invalid',
    `The model gives ${what} of shape ${shape.join('x')} where ${expected.join('x')} was expected`,
  );
}
