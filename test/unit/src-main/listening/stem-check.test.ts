import { describe, expect, it } from 'vitest';
import type { ContentDecision } from '../../../../src-main/listening/decisions.ts';
import { checkStem, contentOf } from '../../../../src-main/listening/stem-check.ts';

/** Vectors of two values: the first is the violin's, the second the viola's. A name adds a unit to its own class. */
const decision: ContentDecision = {
  intercept: [0, 0, -20],
  stem: [
    [4, 0],
    [0, 4],
    [0, 0],
  ],
  recording: [
    [0, 0],
    [0, 1],
    [0, 0],
  ],
  name: [
    [1, 0],
    [0, 1],
    [0, 0],
  ],
  agrees: 0.7,
  differs: 0.1,
};
const CLASSES = ['violin', 'viola'] as const;
const sigmoid = (score: number): number => 1 / (1 + Math.exp(-score));

describe('the check of a stem', () => {
  const stem = (violin: number, viola: number, instrument: 'violin' | 'viola' | 'horn' = 'violin') => ({
    vector: Float32Array.of(violin, viola),
    recording: Float32Array.of(1, 0),
    instrument,
  });

  it('estimates the content from the sound, the recording and the name', () => {
    const [violin, viola] = contentOf(decision, stem(1, 0), 0);
    expect(violin).toBeCloseTo(sigmoid(5), 6);
    expect(viola).toBeCloseTo(sigmoid(-5), 6);
    const other = { vector: Float32Array.of(1, 0), recording: Float32Array.of(0, 1) };
    expect(contentOf(decision, other, 1)[1]).toBeCloseTo(sigmoid(-2), 6);
  });

  it.each([
    ['the named one contributes most of it', 1, 0, 'agrees'],
    ['hardly any of it', 0, 1, 'differs'],
    ['something between', 0.5, 0.6, 'unsure'],
  ] as const)('%s', (_, violin, viola, verdict) => {
    expect(checkStem(decision, CLASSES, stem(violin, viola))?.verdict).toBe(verdict);
  });

  it('names what contributes most, and the share of the named one', () => {
    const heard = checkStem(decision, CLASSES, stem(0, 1));
    expect(heard).toMatchObject({ instrument: 'viola', verdict: 'differs' });
    expect(heard?.probability).toBeCloseTo(sigmoid(3), 6);
    expect(heard?.expected).toBeCloseTo(sigmoid(-3), 6);
  });

  it('says nothing without a decision, or of an instrument that the model does not know', () => {
    expect(checkStem(null, CLASSES, stem(1, 0))).toBeNull();
    expect(checkStem(decision, CLASSES, stem(1, 0, 'horn'))).toBeNull();
  });
});
