import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { throttle } from '../../../../../src-main/jobs/queue/throttle.ts';

describe('throttle', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('acts at once, then once an interval, the last call never lost', () => {
    let value = 0;
    const seen: number[] = [];
    const act = throttle(() => void seen.push(value), 100);
    for (value = 1; value <= 250; value += 1) {
      act();
      vi.advanceTimersByTime(1);
    }
    value = 250;
    vi.advanceTimersByTime(100);
    expect(seen).toEqual([1, 100, 200, 250]);
    vi.advanceTimersByTime(1000);
    expect(seen).toHaveLength(4);
  });

  it('flushes what is due and only that', () => {
    const seen: string[] = [];
    const act = throttle(() => void seen.push('x'), 100);
    act.flush();
    expect(seen).toHaveLength(0);
    act();
    act();
    act.flush();
    expect(seen).toHaveLength(2);
    act();
    act();
    act.cancel();
    vi.advanceTimersByTime(1000);
    expect(seen).toHaveLength(3);
  });
});
