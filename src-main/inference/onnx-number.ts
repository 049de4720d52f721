import { Failure } from '../../src-shared/contract/failure.ts';
import type { ByteSource } from './byte-source.ts';

/** Bytes of the largest tag, 2^32 - 1. */
export const LONGEST_TAG = 5;
export const LONGEST_NUMBER = 10;

export const invalid = (what: string): Failure =>
  new Failure('model/invalid', `The model’s weights are not a readable ONNX file: ${what}`);

/**
 * Decodes a varint: seven bits per byte, lowest first. Exact up to 2^53; larger values do not matter here.
 * @throws Failure `model/invalid` if it is longer than `longest` bytes or than it needs to be, or reaches `end`
 */
export function numberAt(
  source: ByteSource,
  at: number,
  end: number,
  longest: number,
): { readonly value: number; readonly next: number } {
  let value = 0;
  let scale = 1;
  for (let index = at; index < Math.min(end, at + longest); index += 1) {
    const byte = source.at(index);
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      if (byte === 0 && index > at) throw invalid('a number that is written longer than it needs');
      // Ten bytes hold 70 bits; other readers drop the bits above the 64th.
      if (index - at === LONGEST_NUMBER - 1 && byte > 1) throw invalid('a number above 64 bits');
      return { value, next: index + 1 };
    }
    scale *= 128;
  }
  throw invalid('a number runs past its end');
}
