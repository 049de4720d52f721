import { describe, expect, it } from 'vitest';
import { TimeLeft } from '../../../../src-shared/format/time-left.ts';

const steady = (from: number, perSecond: number, seconds: number): TimeLeft => {
  const timeLeft = new TimeLeft(100);
  for (let at = 0; at <= seconds; at += 0.5) timeLeft.update(from + perSecond * at, 100 + at);
  return timeLeft;
};

describe('TimeLeft', () => {
  it('is what a steady speed makes it', () => {
    expect(steady(0, 0.01, 10).at(110)).toBe(90);
    expect(steady(0, 0.01, 10).at(115)).toBe(85);
  });

  it('does not take a head start for speed', () => {
    expect(steady(0.8, 0.01, 10).at(110)).toBe(10);
  });

  it('says nothing before it saw enough, or while nothing moves', () => {
    expect(new TimeLeft(0).at(5)).toBeNull();
    expect(steady(0, 0.01, 0.5).at(100.5)).toBeNull();
    expect(steady(0, 0, 20).at(120)).toBeNull();
    expect(steady(0, 0.0001, 5).at(105)).toBeNull();
  });

  it('follows a change of speed', () => {
    const timeLeft = steady(0, 0.02, 10);
    for (let at = 10.5; at <= 70; at += 0.5) timeLeft.update(0.2 + 0.005 * (at - 10), 100 + at);
    const left = timeLeft.at(170) ?? 0;
    expect(left).toBeGreaterThan(95);
    expect(left).toBeLessThan(101);
  });

  it('is what the work itself says, also that it does not know yet', () => {
    const timeLeft = steady(0, 0.01, 10);
    timeLeft.update(0.11, 111, null);
    expect(timeLeft.at(112)).toBeNull();
    timeLeft.update(0.12, 112, 300);
    expect(timeLeft.at(112)).toBe(300);
    expect(timeLeft.at(132)).toBe(280);
    expect(timeLeft.at(500)).toBe(0);
  });

  it('is never negative', () => {
    expect(steady(0, 0.1, 10).at(500)).toBe(0);
  });
});
