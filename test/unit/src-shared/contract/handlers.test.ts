import { eventIterator, oc } from '@orpc/contract';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import type { CallContext, Calls, Handlers } from '../../../../src-shared/contract/handlers.ts';

const small = {
  things: {
    /** The input that a handler gets is the parsed one, the output is checked after it. */
    find: oc
      .input(z.object({ limit: z.number().default(10) }))
      .output(z.object({ found: z.array(z.string()) })),
    count: oc.output(z.number()),
    watch: oc.output(eventIterator(z.string())),
  },
};
type Small = Handlers<typeof small>;

const watch = async function* (): AsyncGenerator<string, void, void> {
  await Promise.resolve();
  yield 'a';
};

describe('the type of a contract’s handlers', () => {
  it('takes parsed inputs and gives what the output’s schema takes', () => {
    expectTypeOf<Parameters<Small['things']['find']>[0]>().toEqualTypeOf<{ limit: number }>();
    expectTypeOf<Parameters<Small['things']['find']>[1]>().toEqualTypeOf<CallContext>();
    const handlers: Small = {
      things: { find: ({ limit }) => ({ found: [String(limit)] }), count: () => Promise.resolve(3), watch },
    };
    expect(Object.keys(handlers.things)).toEqual(Object.keys(small.things));
  });

  it('does not compile where a handler is missing or does not fit', () => {
    const find = ({ limit }: { limit: number }) => ({ found: [String(limit)] });
    const count = (): number => 3;
    // @ts-expect-error `watch` is missing
    const missing: Small = { things: { find, count } };
    // @ts-expect-error `count` answers a number
    const wrongOutput: Small = { things: { find, count: () => 'three', watch } };
    // @ts-expect-error the input's `limit` is a number
    const wrongInput: Small = { things: { find: ({ limit }: { limit: string }) => limit, count, watch } };
    // @ts-expect-error the contract knows no `guess`
    const unknown: Small = { things: { find, count, watch, guess: count } };
    expect([missing, wrongOutput, wrongInput, unknown]).toHaveLength(4);
  });

  it('covers every call of the program', () => {
    expectTypeOf<Parameters<Calls['library']['rename']>[0]['title']>().toEqualTypeOf<string>();
    expectTypeOf<Calls['exports']>().toHaveProperty('start');
    // @ts-expect-error one group is not the whole contract
    const partial: Calls = { jobs: {} as Calls['jobs'] };
    expect(partial).toBeDefined();
  });
});
