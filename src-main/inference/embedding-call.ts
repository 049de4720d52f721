import { Failure } from '../../src-shared/contract/failure.ts';
import type { EmbedderManifest } from './manifest.ts';
import type { FloatTensor, Session } from './session.ts';
import { tensorName } from './tensor-name.ts';

/** The model's output for one window. */
export interface HeardWindow {
  /** Unit length, [dimensions]. */
  readonly embedding: Float32Array;
  /** Probability that each class sounds in the window, [classes]. */
  readonly probabilities: Float32Array;
}

export interface EmbeddingCall {
  readonly bins: number;
  /** Frames per window. */
  readonly length: number;
  /**
   * Not reentrant: make one call at a time.
   * @param magnitudes at most `length` frames of `bins`; fewer are padded with silence
   * @throws Failure `model/invalid`
   */
  hear(magnitudes: readonly Float32Array[]): Promise<HeardWindow>;
}

function checked(tensor: FloatTensor | undefined, role: string, size: number): Float32Array {
  const shape = tensor?.shape.join('x') ?? 'nothing';
  if (tensor === undefined || shape !== `1x${size}`) {
    throw new Failure(
      'model/invalid',
      `The model gives ${role} of shape ${shape} where 1x${size} was expected`,
    );
  }
  return tensor.data;
}

/** Allows for single precision; the rounding error of a sum of a few hundred squares is smaller. */
const UNIT_TOLERANCE = 1e-3;

/** Wraps a loaded session for the analysis. */
export function createEmbeddingCall(
  session: Pick<Session, 'runFor'>,
  manifest: EmbedderManifest,
): EmbeddingCall {
  const bins = manifest.frontend.size / 2 + 1;
  const length = manifest.segmentFrames;
  const input = tensorName(manifest.inputs, 'magnitude');
  const outputs = [tensorName(manifest.outputs, 'embedding'), tensorName(manifest.outputs, 'instruments')];
  // Shared by all windows; allocating a buffer per window would create 600 MB of garbage per hour of audio.
  const data = new Float32Array(bins * length);
  return {
    bins,
    length,
    async hear(magnitudes) {
      data.fill(0);
      for (const [frame, values] of magnitudes.entries()) {
        for (let k = 0; k < bins; k += 1) data[k * length + frame] = values[k]!;
      }
      const [vector, classes] = await session.runFor(
        { [input]: { dtype: 'float32', data, shape: [1, bins, length] } },
        outputs,
      );
      const embedding = checked(vector, 'an embedding', manifest.dimensions);
      const probabilities = checked(classes, 'instruments', manifest.classes.length);
      if (!probabilities.every((value) => value >= 0 && value <= 1)) {
        throw new Failure('model/invalid', 'The model gives probabilities that do not lie between 0 and 1');
      }
      const power = embedding.reduce((sum, value) => sum + value * value, 0);
      // Negated so that NaN fails too.
      if (!(Math.abs(power - 1) < UNIT_TOLERANCE)) {
        throw new Failure('model/invalid', 'The model gives an embedding that is not of unit length');
      }
      return { embedding, probabilities };
    },
  };
}
