import { Failure } from '../../src-shared/contract/failure.ts';

/**
 * Looks through an ONNX file's protocol buffer, before any runtime loads it, for the two things that reach outside
 * of the file: tensors stored elsewhere (`data_location = EXTERNAL`, which could name any path) and operators of
 * custom domains. Field numbers: onnx/onnx.proto3 of ONNX 1.16.
 */

interface Field {
  readonly number: number;
  /** Varint value; the bytes of a length-delimited field are `[start, end)` of the same buffer. */
  readonly value: number;
  readonly start: number;
  readonly end: number;
}

/** Operators that ONNX itself defines; everything else would need a library of its own or bind us to one runtime. */
const DOMAINS: ReadonlySet<string> = new Set(['', 'ai.onnx', 'ai.onnx.ml']);
const MAX_DEPTH = 32;

function invalid(what: string): Failure {
  return new Failure('model/invalid', `The model’s weights are not a readable ONNX file: ${what}`);
}

/** Seven bits a byte, lowest first; values above 2^53 lose low bits, which no field read here has. */
function varint(bytes: Uint8Array, at: number, end: number): { value: number; next: number } {
  let value = 0;
  let scale = 1;
  for (let index = at; index < Math.min(end, at + 10); index += 1) {
    const byte = bytes[index] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return { value, next: index + 1 };
    scale *= 128;
  }
  throw invalid('a number runs past its end');
}

function* fields(bytes: Uint8Array, start: number, end: number): Generator<Field> {
  let at = start;
  while (at < end) {
    const tag = varint(bytes, at, end);
    const number = Math.floor(tag.value / 8);
    const wire = tag.value % 8;
    if (number === 0) throw invalid('a field without a number');
    if (wire === 0) {
      const { value, next } = varint(bytes, tag.next, end);
      yield { number, value, start: tag.next, end: next };
      at = next;
    } else {
      const length =
        wire === 1
          ? { value: 8, next: tag.next }
          : wire === 5
            ? { value: 4, next: tag.next }
            : wire === 2
              ? varint(bytes, tag.next, end)
              : undefined;
      if (length === undefined) throw invalid('a field of an unknown kind');
      at = length.next + length.value;
      if (at > end) throw invalid('it ends in the middle of a field');
      yield { number, value: 0, start: length.next, end: at };
    }
  }
}

const text = (bytes: Uint8Array, field: Field): string =>
  new TextDecoder().decode(bytes.subarray(field.start, field.end));

function scanTensor(bytes: Uint8Array, tensor: Field): void {
  for (const field of fields(bytes, tensor.start, tensor.end)) {
    // TensorProto: external_data = 13, data_location = 14 (1 is EXTERNAL).
    if (field.number === 13 || (field.number === 14 && field.value !== 0)) {
      throw new Failure(
        'model/invalid',
        'The model keeps some of its weights in another file, which is refused',
      );
    }
  }
}

function scanAttribute(bytes: Uint8Array, attribute: Field, depth: number): void {
  for (const field of fields(bytes, attribute.start, attribute.end)) {
    // AttributeProto: t = 5, g = 6, tensors = 10, graphs = 11, sparse_tensor = 22, sparse_tensors = 23.
    if (field.number === 5 || field.number === 10) scanTensor(bytes, field);
    else if (field.number === 6 || field.number === 11) scanGraph(bytes, field, depth + 1);
    else if (field.number === 22 || field.number === 23) scanSparse(bytes, field);
  }
}

function scanSparse(bytes: Uint8Array, sparse: Field): void {
  for (const field of fields(bytes, sparse.start, sparse.end)) {
    // SparseTensorProto: values = 1, indices = 2.
    if (field.number === 1 || field.number === 2) scanTensor(bytes, field);
  }
}

function scanNode(bytes: Uint8Array, node: Field, depth: number): void {
  for (const field of fields(bytes, node.start, node.end)) {
    // NodeProto: attribute = 5, domain = 7.
    if (field.number === 5) scanAttribute(bytes, field, depth);
    else if (field.number === 7 && !DOMAINS.has(text(bytes, field))) {
      throw new Failure(
        'model/invalid',
        `The model uses operators of "${text(bytes, field)}", which are refused`,
      );
    }
  }
}

function scanGraph(bytes: Uint8Array, graph: Field, depth: number): void {
  if (depth > MAX_DEPTH) throw invalid('its graphs are nested too deeply');
  for (const field of fields(bytes, graph.start, graph.end)) {
    // GraphProto: node = 1, initializer = 5, sparse_initializer = 15.
    if (field.number === 1) scanNode(bytes, field, depth);
    else if (field.number === 5) scanTensor(bytes, field);
    else if (field.number === 15) scanSparse(bytes, field);
  }
}

/** @throws Failure `model/invalid`: not ONNX, external tensor data, operators outside of ONNX's own domains */
export function scanOnnx(bytes: Uint8Array): void {
  let graphs = 0;
  for (const field of fields(bytes, 0, bytes.length)) {
    // ModelProto: graph = 7, functions = 25 (FunctionProto: node = 7).
    if (field.number === 7) {
      graphs += 1;
      scanGraph(bytes, field, 0);
    } else if (field.number === 25) {
      for (const inner of fields(bytes, field.start, field.end)) {
        if (inner.number === 7) scanNode(bytes, inner, 0);
      }
    }
  }
  if (graphs !== 1) throw invalid('it holds no graph');
}
