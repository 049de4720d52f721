import { describe, expect, it } from 'vitest';
import { checkStem } from '../../../../src-main/listening/stem-check.ts';

const sounds = (violin: number, viola: number, cello: number) => [
  { instrument: 'violin' as const, probability: violin, threshold: 0.5 },
  { instrument: 'viola' as const, probability: viola, threshold: 0.3 },
  { instrument: 'cello' as const, probability: cello, threshold: 0.5 },
];

describe('the check of a stem', () => {
  it('tells the most probable instrument and how probable the expected one is', () => {
    expect(checkStem(sounds(0.1, 0.83, 0.2), false, 'viola')).toEqual({
      instrument: 'viola',
      probability: 0.83,
      expected: 0.83,
      verdict: 'agrees',
    });
  });

  it.each([
    ['the expected one is heard alone', 0.9, 0, 'agrees'],
    ['it is heard, and another nearly as well', 0.7, 0.85, 'agrees'],
    ['it is heard, but another much better', 0.55, 0.9, 'unsure'],
    ['it is the most probable, but not heard', 0.4, 0.35, 'unsure'],
    ['another is heard in its place', 0.2, 0.35, 'differs'],
    ['nothing is heard clearly', 0.2, 0.25, 'unsure'],
  ] as const)('%s', (_, violin, viola, verdict) => {
    expect(checkStem(sounds(violin, viola, 0), false, 'violin').verdict).toBe(verdict);
  });

  it('says of silence that it is silent', () => {
    expect(checkStem(sounds(0, 0, 0), true, 'violin')).toMatchObject({ verdict: 'silent', expected: 0 });
  });

  it('names a stem of no instrument, or of one that the model does not know', () => {
    expect(checkStem(sounds(0.9, 0, 0), false, null)).toMatchObject({ expected: null, verdict: 'agrees' });
    expect(checkStem(sounds(0.4, 0, 0), false, 'horn')).toMatchObject({ expected: null, verdict: 'unsure' });
  });
});
