import { describe, expect, it } from 'vitest';
import { messagesAt, withMessagesAt } from '../../../../src-main/inference/onnx-rewrite.ts';
import { scanOnnx } from '../../../../src-main/inference/onnx-scan.ts';
import { isFailure } from '../../../../src-shared/contract/failure.ts';
import { seeded } from '../../../support/random.ts';
import { randomModel } from './random-onnx.ts';
import { bytes, int } from './tiny-model.ts';

const SEED = 2911;
const FILES = 300;
/** Inputs' dimensions, as in `fixed-dimension.ts`. */
const DIMENSIONS = [7, 11, 2, 1, 2, 1];

function isAccepted(content: Uint8Array): boolean {
  try {
    scanOnnx(content);
    return true;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return false;
  }
}

describe('messages in an ONNX file', () => {
  const inner = (value: number): number[] => [...int(1, value), ...bytes(2, 'name')];
  const outer = Uint8Array.from([
    ...int(9, 300),
    ...bytes(7, inner(1)),
    ...bytes(8, inner(5)),
    ...bytes(7, inner(2)),
  ]);

  it('are found at the end of a path, in order', () => {
    expect(messagesAt(outer, [7]).map((found) => [...found])).toEqual([inner(1), inner(2)]);
    expect(messagesAt(outer, [7, 2]).map((name) => Buffer.from(name).toString())).toEqual(['name', 'name']);
    expect(messagesAt(outer, [6])).toEqual([]);
  });

  it('are replaced there and nowhere else, whatever their length', () => {
    const long = bytes(2, 'x'.repeat(1000));
    const changed = withMessagesAt(outer, [7], (message) =>
      message[1] === 2 ? Uint8Array.from(long) : message,
    );
    expect([...changed]).toEqual([
      ...int(9, 300),
      ...bytes(7, inner(1)),
      ...bytes(8, inner(5)),
      ...bytes(7, long),
    ]);
  });

  it('leave every accepted file as it was if they stay the same', () => {
    const random = seeded(SEED);
    const accepted = Array.from({ length: FILES }, () => randomModel(random).content).filter(isAccepted);
    expect(accepted.length).toBeGreaterThan(FILES / 20);
    for (const content of accepted) {
      const same = withMessagesAt(content, DIMENSIONS, (dimension) => dimension);
      expect(Buffer.from(same).equals(Buffer.from(content))).toBe(true);
    }
  });
});
