import { describe, expect, it } from 'vitest';
import {
  dbToFader,
  dbToGain,
  faderToDb,
  MAX_GAIN_DB,
  SILENCE_DB,
} from '../../../../src-shared/mixing/levels.ts';

describe('gains', () => {
  it('are exact where it matters', () => {
    expect(dbToGain(0)).toBe(1);
    expect(dbToGain(SILENCE_DB)).toBe(0);
    expect(dbToGain(-200)).toBe(0);
    expect(dbToGain(20)).toBeCloseTo(10, 12);
    expect(dbToGain(-71.9)).toBeCloseTo(10 ** (-71.9 / 20), 12);
  });
});

describe('the fader', () => {
  it('runs from silence to its top, through 0 dB at three quarters', () => {
    expect([0, 0.75, 1, -1, 2].map(faderToDb)).toEqual([SILENCE_DB, 0, MAX_GAIN_DB, SILENCE_DB, MAX_GAIN_DB]);
  });

  it('rises strictly and inverts itself', () => {
    let last = -Infinity;
    for (let travel = 0; travel <= 1; travel += 0.01) {
      const db = faderToDb(travel);
      expect(db).toBeGreaterThan(last);
      expect(dbToFader(db)).toBeCloseTo(travel, 12);
      last = db;
    }
    expect(dbToFader(-200)).toBe(0);
    expect(dbToFader(40)).toBe(1);
  });
});
