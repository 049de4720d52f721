import { Failure } from '../../src-shared/contract/failure.ts';
import type { MaskSeparatorManifest } from '../inference/separator-manifest.ts';
import type { Session, TensorData } from '../inference/session.ts';
import { writePrior } from '../notes/prior.ts';
import type { StemPlan } from './stem-plan.ts';
import { tensorName } from '../inference/tensor-name.ts';
import type { ToldNotes } from './told-notes.ts';

/** Masks of one piece: `data[(slot·bins + bin)·length + frame]`, slots in the plan's order; they sum to one over slots. */
export interface PieceMasks {
  readonly data: Float32Array;
  readonly slots: number;
  readonly bins: number;
  /** Frames. */
  readonly length: number;
}

export interface MaskModel {
  readonly bins: number;
  readonly length: number;
  /**
   * @param magnitudes of a piece, `length` frames of `bins`, fewer where the recording ends before
   * @param firstFrame of the recording that the piece begins with
   * @throws Failure `model/invalid`
   */
  masks(magnitudes: readonly Float32Array[], firstFrame: number): Promise<PieceMasks>;
}

/**
 * Power of two that brings a piece to a root mean square of about one: masks don't depend on the recording's level,
 * and as the factor is exact, a recording turned up by 6.02 dB gives the very same masks. 1 for silence.
 */
export function levelFactor(magnitudes: readonly Float32Array[]): number {
  let power = 0;
  let count = 0;
  for (const frame of magnitudes) {
    for (const value of frame) power += value * value;
    count += frame.length;
  }
  return power === 0 ? 1 : 2 ** -Math.round(Math.log2(power / count) / 2);
}

function checked(data: Float32Array, shape: readonly number[], expected: readonly number[]): Float32Array {
  if (shape.length !== expected.length || shape.some((size, axis) => size !== expected[axis])) {
    throw new Failure(
      'model/invalid',
      `The model gives masks of shape ${shape.join('x')} where ${expected.join('x')} was expected`,
    );
  }
  if (!data.every((value) => value >= 0 && value <= 1.0001)) {
    throw new Failure('model/invalid', 'The model gives masks that are no numbers between 0 and 1');
  }
  return data;
}

/** The notes a model is told, and where its frames lie in the recording that they belong to. */
export interface ToldFrames {
  readonly notes: ToldNotes;
  /** In Hz, of the recording. */
  readonly sampleRate: number;
  /** Centre of a frame of the passage, in samples of the recording. */
  centre(frame: number): number;
}

/** Writes what the model is told of a piece: ones where nothing is known. */
type PriorOf = (firstFrame: number, frames: number) => Readonly<Record<string, TensorData>>;

/** Of a model without an input for notes: no tensor. */
function priorFor(manifest: MaskSeparatorManifest, slots: number, told: ToldFrames | null): PriorOf {
  const { notes: shape, segmentFrames: length } = manifest;
  if (shape === undefined) return () => ({});
  const name = tensorName(manifest.inputs, 'notes');
  const size = shape.candidates * length;
  const data = new Float32Array(slots * size).fill(1);
  return (firstFrame, frames) => {
    if (told !== null) {
      const centres = Array.from({ length: frames }, (_, frame) => told.centre(firstFrame + frame));
      for (const [slot, player] of told.notes.bySlot.entries()) {
        writePrior(shape, player, centres, told.sampleRate, data.subarray(slot * size, (slot + 1) * size));
      }
    }
    return { [name]: { dtype: 'float32', data, shape: [1, slots, shape.candidates, length] } };
  };
}

/** The tensors of one piece that a mask model is given, from its magnitudes and its first frame. */
export type PieceInputs = (
  magnitudes: readonly Float32Array[],
  firstFrame: number,
) => Readonly<Record<string, TensorData>>;

/** @param told null where no notes are given; a model without an input for them is told nothing */
export function pieceInputs(
  manifest: MaskSeparatorManifest,
  plan: StemPlan,
  told: ToldFrames | null,
): PieceInputs {
  const bins = manifest.frontend.size / 2 + 1;
  const length = manifest.segmentFrames;
  const names = {
    magnitude: tensorName(manifest.inputs, 'magnitude'),
    counts: tensorName(manifest.inputs, 'counts'),
    slots: tensorName(manifest.inputs, 'slots'),
  };
  const counts = Float32Array.from(plan.counts);
  const slots = BigInt64Array.from(plan.slots, BigInt);
  const priorOf = priorFor(manifest, slots.length, told);
  return (magnitudes, firstFrame) => {
    const factor = levelFactor(magnitudes);
    const data = new Float32Array(bins * length);
    for (const [frame, values] of magnitudes.entries()) {
      for (let k = 0; k < bins; k += 1) data[k * length + frame] = values[k]! * factor;
    }
    return {
      [names.magnitude]: { dtype: 'float32', data, shape: [1, bins, length] },
      [names.counts]: { dtype: 'float32', data: counts, shape: [1, counts.length] },
      [names.slots]: { dtype: 'int64', data: slots, shape: [slots.length] },
      ...priorOf(firstFrame, magnitudes.length),
    };
  };
}

/**
 * A loaded session as the separation room asks it.
 * @param told null where no notes are given; a model without an input for them is told nothing
 */
export function createMaskModel(
  session: Pick<Session, 'run'>,
  manifest: MaskSeparatorManifest,
  plan: StemPlan,
  told: ToldFrames | null = null,
): MaskModel {
  const bins = manifest.frontend.size / 2 + 1;
  const length = manifest.segmentFrames;
  const slots = plan.slots.length;
  const name = tensorName(manifest.outputs, 'masks');
  const inputsOf = pieceInputs(manifest, plan, told);
  return {
    bins,
    length,
    async masks(magnitudes, firstFrame) {
      const output = await session.run(inputsOf(magnitudes, firstFrame), name);
      const masks = checked(output.data, output.shape, [1, slots, bins, length]);
      return { data: masks, slots, bins, length };
    },
  };
}
