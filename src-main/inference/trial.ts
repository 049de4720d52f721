import type { FixedDimension } from './fixed-dimension.ts';
import type { EmbedderManifest } from './manifest.ts';
import type { SeparatorManifest } from './separator-manifest.ts';
import { questionTensors } from './separator-question.ts';
import type { SeparatorQuestion } from './separator-question.ts';
import type { FloatTensor, Session, TensorData } from './session.ts';
import { tensorName } from './tensor-name.ts';

/** One segment that a provider has to compute as the CPU does before it is used. */
export interface Trial {
  readonly inputs: Readonly<Record<string, TensorData>>;
  readonly output: string;
  /** The dimension that has this segment's size in every call; null where calls differ in length. */
  readonly fixed: FixedDimension | null;
}

/** The largest difference of a mask (0 to 1), a sample (±1) or a part of an embedding (±1) from the CPU's that is accepted. */
export const MOST_DIFFERENCE = 1e-3;

/** Of a spectrum, [1, bins, frames]. */
const FRAMES_AXIS = 2;

/** One player of each of the first two classes (or of the only one), and the rest. */
export function duoOf({ sources }: SeparatorManifest): SeparatorQuestion {
  const { classes, playersPerClass: each } = sources;
  return {
    counts: classes.map((_, index) => (index < 2 ? 1 : 0)),
    slots: [...classes.slice(0, 2).map((_, index) => index * each), classes.length * each],
  };
}

/** A segment of noise, the same every time. */
export function trialOf(manifest: SeparatorManifest): Trial {
  const question = duoOf(manifest);
  const { inputs, outputs } = manifest;
  const told = questionTensors(inputs, question);
  if (manifest.output === 'mask') {
    const { notes, segmentFrames: length } = manifest;
    const bins = manifest.frontend.size / 2 + 1;
    const slots = question.slots.length;
    const prior: Record<string, TensorData> =
      notes === undefined
        ? {}
        : { [tensorName(inputs, 'notes')]: ones([1, slots, notes.candidates, length]) };
    const magnitude = tensorName(inputs, 'magnitude');
    return {
      inputs: { ...told, ...prior, [magnitude]: noise([1, bins, length]) },
      output: tensorName(outputs, 'masks'),
      fixed: { input: magnitude, axis: FRAMES_AXIS, size: length },
    };
  }
  const state = Object.fromEntries(manifest.state.map(({ name, shape }) => [name, zeros(shape)]));
  const audio = noise([1, manifest.segmentSamples]);
  return {
    inputs: { ...told, ...state, [tensorName(inputs, 'audio')]: audio },
    output: tensorName(outputs, 'stems'),
    fixed: null,
  };
}

/** A window of noise, the same every time, for a model that listens. */
export function listenerTrialOf({ inputs, outputs, frontend, segmentFrames }: EmbedderManifest): Trial {
  const magnitude = tensorName(inputs, 'magnitude');
  return {
    inputs: { [magnitude]: noise([1, frontend.size / 2 + 1, segmentFrames]) },
    output: tensorName(outputs, 'embedding'),
    fixed: { input: magnitude, axis: FRAMES_AXIS, size: segmentFrames },
  };
}

/**
 * Runs the segment on both.
 * @returns why the provider is not to be used, or null
 */
export async function problemOf(
  candidate: Pick<Session, 'run'>,
  cpu: Pick<Session, 'run'>,
  { inputs, output }: Trial,
): Promise<string | null> {
  const found = await timed(candidate, inputs, output);
  const expected = await timed(cpu, inputs, output);
  const difference = largestDifference(found.tensor.data, expected.tensor.data);
  if (!(difference <= MOST_DIFFERENCE)) {
    return `its output differs from the CPU's by up to ${difference.toPrecision(2)}`;
  }
  const ratio = found.seconds / expected.seconds;
  return ratio > 1 ? `it takes ${ratio.toFixed(1)} times as long as the CPU` : null;
}

/** The first run also warms up; the second is timed. */
async function timed(
  session: Pick<Session, 'run'>,
  inputs: Trial['inputs'],
  output: string,
): Promise<{ tensor: FloatTensor; seconds: number }> {
  await session.run(inputs, output);
  const started = performance.now();
  const tensor = await session.run(inputs, output);
  return { tensor, seconds: (performance.now() - started) / 1000 };
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let index = 0; index < a.length; index += 1) {
    const difference = Math.abs((a[index] as number) - (b[index] as number));
    // NaN compares as neither larger nor smaller.
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

const zeros = (shape: readonly number[]): TensorData => ({
  dtype: 'float32',
  data: new Float32Array(sizeOf(shape)),
  shape,
});

const ones = (shape: readonly number[]): TensorData => ({
  dtype: 'float32',
  data: new Float32Array(sizeOf(shape)).fill(1),
  shape,
});

/** Values in [0, 0.5) by a linear congruential generator (Numerical Recipes, chapter 7.1). */
function noise(shape: readonly number[]): TensorData {
  let state = 1;
  const data = new Float32Array(sizeOf(shape)).map(() => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 33;
  });
  return { dtype: 'float32', data, shape };
}
