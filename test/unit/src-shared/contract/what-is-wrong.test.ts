import { expect, test } from 'vitest';
import { z } from 'zod';
import { whatIsWrong } from '../../../../src-shared/contract/what-is-wrong.ts';

const Sound = z.union([
  z.string().min(1),
  z.strictObject({ recording: z.string(), part: z.enum(['a', 'b']) }),
]);
const Schema = z.strictObject({
  name: z.string().min(1).max(5),
  kind: z.enum(['mushra', 'abx', 'paired']),
  rate: z.number().int().positive().max(48_000),
  loop: z.boolean().default(false),
  gain: z.number().max(60, 'a gain is 60 dB or less').default(0),
  trials: z
    .array(
      z.strictObject({
        reference: Sound,
        page: z.discriminatedUnion('type', [
          z.object({ type: z.literal('one'), size: z.number() }),
          z.object({ type: z.literal('two') }),
        ]),
      }),
    )
    .min(1),
});
const good = {
  name: 'Duo',
  kind: 'abx',
  rate: 44_100,
  trials: [{ reference: 'x.wav', page: { type: 'two' } }],
};
const trial = (change: object) => ({ trials: [good.trials[0], { ...good.trials[0], ...change }] });

test.each([
  [{ name: undefined }, '"name" is missing'],
  [{ name: 7 }, '"name" has to be text, not 7'],
  [{ name: '' }, '"name" needs at least 1 character'],
  [{ name: 'far too long' }, '"name" needs at most 5 characters'],
  [{ kind: 'quiz' }, '"kind" has to be "mushra", "abx" or "paired", not "quiz"'],
  [{ rate: 1.5 }, '"rate" has to be a whole number, not 1.5'],
  [{ rate: 0 }, '"rate" has to be more than 0'],
  [{ rate: 1e6 }, '"rate" has to be at most 48000'],
  [{ loop: 'yes' }, '"loop" has to be true or false, not "yes"'],
  [{ trials: {} }, '"trials" has to be a list, not a group of fields'],
  [{ trials: [] }, '"trials" needs at least 1 entry'],
  [{ gain: 99 }, '"gain": a gain is 60 dB or less'],
  [{ colour: 'red' }, 'it has a field that does not belong there: "colour"'],
  [trial({ reference: undefined }), '"reference" in entry 2 of "trials" is missing'],
  [
    trial({ reference: { recording: 'r', part: 'c' } }),
    '"part" of "reference" in entry 2 of "trials" has to be "a" or "b", not "c"',
  ],
  [trial({ page: { type: 'one' } }), '"size" of "page" in entry 2 of "trials" is missing'],
  [trial({ page: {} }), '"type" of "page" in entry 2 of "trials" is missing'],
])('%j', (change, told) => {
  const value = { ...good, ...change };
  const { error } = Schema.safeParse(value);
  if (error === undefined) throw new Error('it was taken');
  expect(whatIsWrong(error, value)).toBe(told);
});
