import { Failure } from '../../src-shared/contract/failure.ts';
import type { WaveformSeparatorManifest } from './separator-manifest.ts';
import { questionTensors, type SeparatorQuestion } from './separator-question.ts';
import type { FloatTensor, Session, TensorData } from './session.ts';
import { tensorName } from './tensor-name.ts';

export interface WaveformAnswer {
  /** One array per slot, as long as the audio. */
  readonly estimates: readonly Float32Array[];
  /** The state tensors in the manifest's order, for the next call. */
  readonly state: readonly Float32Array[];
}

/** One call of a waveform model. @throws Failure `model/invalid` */
export type WaveformCall = (audio: Float32Array, state: readonly Float32Array[]) => Promise<WaveformAnswer>;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

export const emptyState = (manifest: WaveformSeparatorManifest): Float32Array[] =>
  manifest.state.map(({ shape }) => new Float32Array(sizeOf(shape)));

/** Whether saved arrays can serve as state: false if a size differs or a value is not finite. */
export function isState(manifest: WaveformSeparatorManifest, state: readonly Float32Array[]): boolean {
  return (
    state.length === manifest.state.length &&
    manifest.state.every(({ shape }, index) => {
      const values = state[index];
      return values?.length === sizeOf(shape) && allFinite(values);
    })
  );
}

/** In a plain loop: a tenth of the time of `every`, which was a fifth of a short block's. */
function allFinite(values: Float32Array): boolean {
  for (let at = 0; at < values.length; at += 1) if (!Number.isFinite(values[at] ?? Number.NaN)) return false;
  return true;
}

function checked(tensor: FloatTensor | undefined, what: string, expected: readonly number[]): Float32Array {
  const shape = tensor?.shape.join('x') ?? 'nothing';
  if (tensor === undefined || shape !== expected.join('x')) {
    throw new Failure(
      'model/invalid',
      `The model gives ${what} of shape ${shape} where ${expected.join('x')} was expected`,
    );
  }
  if (!allFinite(tensor.data)) {
    throw new Failure('model/invalid', `The model gives ${what} with values that are no numbers`);
  }
  return tensor.data;
}

/** Reports names that the manifest declares but the graph lacks as a clear failure instead of a runtime error. */
function requireNames(
  session: Pick<Session, 'inputNames' | 'outputNames'>,
  manifest: WaveformSeparatorManifest,
): void {
  const inputs = [...manifest.inputs, ...manifest.state].map(({ name }) => name);
  const outputs = [...manifest.outputs.map(({ name }) => name), ...manifest.state.map(nextName)];
  const input = inputs.find((name) => !session.inputNames.includes(name));
  if (input !== undefined) throw missing('input', input);
  const output = outputs.find((name) => !session.outputNames.includes(name));
  if (output !== undefined) throw missing('output', output);
  const unnamed = session.inputNames.find((name) => !inputs.includes(name));
  if (unnamed !== undefined) {
    throw new Failure(
      'model/invalid',
      `The model wants an input "${unnamed}", of which its manifest says nothing`,
    );
  }
}

const missing = (kind: string, name: string): Failure =>
  new Failure('model/invalid', `The model has no ${kind} "${name}", though its manifest names one`);

const nextName = ({ name }: { readonly name: string }): string => `${name}_next`;

/**
 * Wraps a loaded session for waveform separation.
 * @throws Failure `model/invalid` if the graph lacks a tensor that its manifest names
 */
export function createWaveformCall(
  session: Pick<Session, 'runFor' | 'inputNames' | 'outputNames'>,
  manifest: WaveformSeparatorManifest,
  question: SeparatorQuestion,
): WaveformCall {
  requireNames(session, manifest);
  const audioName = tensorName(manifest.inputs, 'audio');
  const fixed = questionTensors(manifest.inputs, question);
  const { slots } = question;
  const outputs = [tensorName(manifest.outputs, 'stems'), ...manifest.state.map(nextName)];
  return async (audio, state) => {
    const inputs: Record<string, TensorData> = {
      ...fixed,
      [audioName]: { dtype: 'float32', data: audio, shape: [1, audio.length] },
    };
    for (const [index, { name, shape }] of manifest.state.entries()) {
      inputs[name] = { dtype: 'float32', data: state[index] ?? new Float32Array(0), shape };
    }
    const [stems, ...next] = await session.runFor(inputs, outputs);
    const data = checked(stems, 'stems', [1, slots.length, audio.length]);
    return {
      estimates: slots.map((_, slot) => data.subarray(slot * audio.length, (slot + 1) * audio.length)),
      state: manifest.state.map(({ name, shape }, index) =>
        checked(next[index], `the state "${name}"`, shape),
      ),
    };
  };
}
