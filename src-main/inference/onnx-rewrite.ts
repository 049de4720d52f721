import { inMemory } from './byte-source.ts';
import { LONGEST_NUMBER, LONGEST_TAG, numberAt } from './onnx-number.ts';

/**
 * Changes messages inside an ONNX file that `onnx-scan.ts` has accepted, without a parser of the whole format: whatever
 * does not lie on the path to a changed message is copied as it is.
 */

/** One field of a message. */
interface Field {
  readonly number: number;
  /** With its tag and length. */
  readonly whole: Uint8Array;
  /** Of a message, a string or bytes; empty for numbers. */
  readonly content: Uint8Array;
}

const LENGTH_DELIMITED = 2;

function* fieldsOf(message: Uint8Array): Generator<Field> {
  const source = inMemory(message);
  const numberFrom = (at: number, longest: number): { value: number; next: number } =>
    numberAt(source, at, message.length, longest);
  for (let at = 0; at < message.length;) {
    const tag = numberFrom(at, LONGEST_TAG);
    const { start, end } = contentAt(tag.value % 8, tag.next, numberFrom);
    yield {
      number: Math.floor(tag.value / 8),
      whole: message.subarray(at, end),
      content: message.subarray(start, end),
    };
    at = end;
  }
}

function contentAt(
  wire: number,
  at: number,
  numberFrom: (at: number, longest: number) => { value: number; next: number },
): { readonly start: number; readonly end: number } {
  if (wire === LENGTH_DELIMITED) {
    const length = numberFrom(at, LONGEST_TAG);
    return { start: length.next, end: length.next + length.value };
  }
  const end = wire === 0 ? numberFrom(at, LONGEST_NUMBER).next : at + (wire === 1 ? 8 : 4);
  return { start: end, end };
}

/** The messages (or strings) at the end of a path of field numbers. */
export function messagesAt(message: Uint8Array, [field, ...rest]: readonly number[]): Uint8Array[] {
  if (field === undefined) return [message];
  return [...fieldsOf(message)]
    .filter(({ number }) => number === field)
    .flatMap(({ content }) => messagesAt(content, rest));
}

/** The message with each of those at the end of the path replaced. */
export function withMessagesAt(
  message: Uint8Array,
  [field, ...rest]: readonly number[],
  change: (message: Uint8Array) => Uint8Array,
): Uint8Array {
  if (field === undefined) return change(message);
  return Buffer.concat(
    [...fieldsOf(message)].flatMap(({ number, whole, content }) =>
      number === field ? encodedMessage(field, withMessagesAt(content, rest, change)) : [whole],
    ),
  );
}

function encodedMessage(field: number, content: Uint8Array): Uint8Array[] {
  return [encodedNumber(field * 8 + LENGTH_DELIMITED), encodedNumber(content.length), content];
}

/** A message of one field, which is a number. */
export const messageOfNumber = (field: number, value: number): Uint8Array =>
  Buffer.concat([encodedNumber(field * 8), encodedNumber(value)]);

/** @param value a non-negative integer below 2^53 */
function encodedNumber(value: number): Uint8Array {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) + 128);
  return Uint8Array.of(...bytes, left);
}
