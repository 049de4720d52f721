import { describe, expect, it } from 'vitest';
import { progressEvents } from '../../../../src-main/app/progress-events.ts';

const SHARES = [
  ['reading', 0.25],
  ['writing', 0.75],
] as const;

describe('progress as events', () => {
  it('adds the phases up, and ends with the result', async () => {
    const steps: (() => void)[] = [];
    const events = progressEvents(SHARES, async (report) => {
      for (const [phase, done] of [
        ['reading', 1],
        ['writing', 0.5],
      ] as const) {
        report(phase, done);
        await new Promise<void>((resolve) => steps.push(resolve));
      }
      return 'done';
    });
    expect((await events.next()).value).toMatchObject({ phase: 'reading', progress: 0.25, result: null });
    steps.shift()?.();
    expect((await events.next()).value).toMatchObject({ phase: 'writing', progress: 0.625, result: null });
    steps.shift()?.();
    expect((await events.next()).value).toMatchObject({ phase: 'writing', progress: 1, result: 'done' });
    expect((await events.next()).done).toBe(true);
  });

  it('fails as the work does, also before it reported anything', async () => {
    const events = progressEvents(SHARES, () => Promise.reject(new Error('the disk is full')));
    await expect(events.next()).rejects.toThrow('the disk is full');
  });

  it('gives the result of work that reports nothing', async () => {
    const events = progressEvents(SHARES, () => Promise.resolve(7));
    expect((await events.next()).value).toMatchObject({ progress: 1, result: 7 });
  });
});
