import { Failure } from '../../src-shared/contract/failure.ts';
import { inMemory, type ByteSource } from './byte-source.ts';
import { invalid, LONGEST_NUMBER, LONGEST_TAG, numberAt } from './onnx-number.ts';
import { SCHEMA, type FieldKind, type MessageType, type Refusal } from './onnx-schema.ts';

/**
 * Scans an ONNX file's protocol buffer, before any runtime loads it, for references outside the file: external tensor
 * data (which could name any path) and operators of custom domains. It is stricter than a parser needs to be
 * (https://protobuf.dev/programming-guides/encoding): it accepts only the shortest form of every number, no groups, and
 * no fields outside the schema. So no two readers can interpret the file differently.
 */

/**
 * Domains of the operators that ONNX itself defines; any other would need a custom library or tie us to one runtime.
 */
const DOMAINS: ReadonlySet<string> = new Set(['', 'ai.onnx', 'ai.onnx.ml']);
const LONGEST_DOMAIN = 256;
/** Nesting limit for messages; a graph within a graph takes three levels. */
const MAX_DEPTH = 96;
/** Limit per file: far more than any network has, and about a second of work. */
const MAX_FIELDS = 10_000_000;

const REASONS: Readonly<Record<Refusal, string>> = {
  'external-data': 'The model keeps some of its weights in another file, which is refused',
  'opaque-type': 'The model uses types that ONNX does not define, which are refused',
};

class Scan {
  readonly #source: ByteSource;
  #fields = 0;

  constructor(source: ByteSource) {
    this.#source = source;
  }

  /** Scans the message in `[start, end)`. @returns the number of occurrences of each field */
  message(type: MessageType, start: number, end: number, depth: number): Map<number, number> {
    if (depth > MAX_DEPTH) throw invalid('its graphs are nested too deeply');
    const counts = new Map<number, number>();
    for (let at = start; at < end;) {
      this.#fields += 1;
      if (this.#fields > MAX_FIELDS) throw invalid('it has too many parts');
      const tag = numberAt(this.#source, at, end, LONGEST_TAG);
      if (tag.value >= 2 ** 32) throw invalid('a field with too large a number');
      const field = Math.floor(tag.value / 8);
      const wire = tag.value % 8;
      const kind = SCHEMA[type][field];
      if (kind === undefined || !fits(kind, wire)) throw invalid('a field that ONNX does not have');
      counts.set(field, (counts.get(field) ?? 0) + 1);
      at = this.#field(kind, wire, tag.next, end, depth);
    }
    return counts;
  }

  /** @returns where the field ends */
  #field(kind: FieldKind, wire: number, at: number, end: number, depth: number): number {
    if (kind.is === 'refused') throw new Failure('model/invalid', REASONS[kind.reason]);
    if (wire === 0) {
      const { value, next } = numberAt(this.#source, at, end, LONGEST_NUMBER);
      if (kind.is === 'zero' && value !== 0) throw new Failure('model/invalid', REASONS[kind.reason]);
      return next;
    }
    const length =
      wire === 2 ? numberAt(this.#source, at, end, LONGEST_TAG) : { value: wire === 1 ? 8 : 4, next: at };
    const next = length.next + length.value;
    if (next > end) throw invalid('it ends in the middle of a field');
    if (kind.is === 'message') this.message(kind.type, length.next, next, depth + 1);
    if (kind.is === 'domain') this.#domain(length.next, next);
    return next;
  }

  #domain(start: number, end: number): void {
    // Keeps a byte order mark as part of the name.
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    const name = decoder.decode(this.#source.slice(start, Math.min(end, start + LONGEST_DOMAIN)));
    if (end - start <= LONGEST_DOMAIN && DOMAINS.has(name)) return;
    throw new Failure(
      'model/invalid',
      `The model uses operators of ${JSON.stringify(name)}, which are refused`,
    );
  }
}

function fits(kind: FieldKind, wire: number): boolean {
  switch (kind.is) {
    case 'varint':
    case 'zero':
      return wire === 0;
    case 'fixed32':
      return wire === 5;
    case 'packed':
      return wire === 2 || wire === kind.wire;
    case 'bytes':
    case 'message':
    case 'domain':
      return wire === 2;
    case 'refused':
      return true;
  }
}

const GRAPH = 7;

/** @throws Failure `model/invalid`: not ONNX, external tensor data, or operators outside ONNX's own domains */
export function scanOnnx(content: Uint8Array | ByteSource): void {
  const source = content instanceof Uint8Array ? inMemory(content) : content;
  const counts = new Scan(source).message('Model', 0, source.size, 0);
  if (counts.get(GRAPH) !== 1) throw invalid('it holds no graph');
}
