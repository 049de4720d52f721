import { messageOfNumber, messagesAt, withMessagesAt } from './onnx-rewrite.ts';

/** A dimension that has one size in every call, though the graph leaves it open under a name. */
export interface FixedDimension {
  /** Name of an input. */
  readonly input: string;
  readonly axis: number;
  readonly size: number;
}

/** Field numbers of onnx.proto3. */
const GRAPH = 7;
const INPUTS = 11;
const OUTPUTS = 12;
const NAME = 1;
/** From a ValueInfoProto: type, tensor_type, shape, dim. */
const DIMENSIONS = [2, 1, 2, 1];
const SIZE = 1;
const SIZE_NAME = 2;

/**
 * The model with one of its open dimensions fixed, in all inputs and outputs that share its name, so that the runtime
 * knows the shapes before the first run: it computes the graph's arithmetic of shapes once and removes its branches. The
 * runtime's own option for this, `freeDimensionOverrides`, does not exist in its Node binding
 * (js/node/src/session_options_helper.cc of onnxruntime), which ignores it.
 * @returns the same bytes if the dimension is not open
 */
export function withFixedDimension(model: Uint8Array, { input, axis, size }: FixedDimension): Uint8Array {
  const info = messagesAt(model, [GRAPH, INPUTS]).find((candidate) => nameIn(candidate, NAME) === input);
  const dimension = info === undefined ? undefined : messagesAt(info, DIMENSIONS)[axis];
  const name = dimension === undefined ? null : nameIn(dimension, SIZE_NAME);
  if (name === null) return model;
  const fixed = (candidate: Uint8Array): Uint8Array =>
    nameIn(candidate, SIZE_NAME) === name ? messageOfNumber(SIZE, size) : candidate;
  const inputsFixed = withMessagesAt(model, [GRAPH, INPUTS, ...DIMENSIONS], fixed);
  return withMessagesAt(inputsFixed, [GRAPH, OUTPUTS, ...DIMENSIONS], fixed);
}

function nameIn(message: Uint8Array, field: number): string | null {
  const [name] = messagesAt(message, [field]);
  return name === undefined ? null : Buffer.from(name).toString('utf8');
}
