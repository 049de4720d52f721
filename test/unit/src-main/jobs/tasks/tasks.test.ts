import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { declareTask } from '../../../../../src-main/jobs/tasks/declared/declare.ts';
import { isTaskName, taskNamed, type Tasks } from '../../../../../src-main/jobs/tasks/tasks.ts';

const double = (input: { readonly times: number }): Promise<{ result: number }> =>
  Promise.resolve({ result: input.times * 2 });

describe('the declaration of a task', () => {
  it('gives the types of its messages', () => {
    expectTypeOf<Tasks['peaks']['result']>().toEqualTypeOf<{ readonly files: number }>();
    expectTypeOf<Tasks['peaks']['event']>().toEqualTypeOf<never>();
    expectTypeOf<Tasks['import']['event']['type']>().toEqualTypeOf<'opened'>();
  });

  it('does not compile where a schema does not fit the work', () => {
    const task = declareTask({
      input: z.object({ times: z.number() }),
      event: z.never(),
      result: z.object({ result: z.number() }),
      load: () => Promise.resolve(double),
    });
    const wrong = declareTask({
      // @ts-expect-error the work takes a number
      input: z.object({ times: z.string() }),
      event: z.never(),
      // @ts-expect-error the work gives `result`
      result: z.object({ answer: z.number() }),
      load: () => Promise.resolve(double),
    });
    expect([task, wrong]).toHaveLength(2);
  });

  it('says what each side parses', () => {
    const { input, result } = taskNamed('probe');
    expect(input.safeParse({ modelDir: '/model', providers: ['cpu'], threads: 1 }).success).toBe(true);
    expect(input.safeParse({ modelDir: '/model', providers: 'cpu', threads: 1 }).success).toBe(false);
    expect(result.safeParse({ provider: 'cpu' }).success).toBe(false);
    expect(isTaskName('probe')).toBe(true);
    expect(isTaskName('toString')).toBe(false);
  });
});
