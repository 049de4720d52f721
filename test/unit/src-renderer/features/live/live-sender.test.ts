import { expect, test } from 'vitest';
import { LiveSender } from '../../../../../src-renderer/features/live/live-sender.ts';

const sample = new Float32Array(1);
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

test('leaves blocks out while the model is behind, and numbers those it sends without gaps', async () => {
  const sent: { readonly block: number; readonly answer: PromiseWithResolvers<readonly Float32Array[]> }[] =
    [];
  const sender = new LiveSender(3, (block) => {
    const answer = Promise.withResolvers<readonly Float32Array[]>();
    sent.push({ block, answer });
    return answer.promise;
  });
  const results = [0, 1, 2, 3, 4].map(() => sender.take(sample));
  expect(sent.map(({ block }) => block)).toEqual([0, 1, 2]);
  expect(await results[3]).toBeNull();
  expect(await results[4]).toBeNull();
  // It takes none before all have come back.
  sent[0]?.answer.resolve([sample]);
  sent[1]?.answer.resolve([sample]);
  await settled();
  expect(await sender.take(sample)).toBeNull();
  sent[2]?.answer.resolve([sample]);
  await settled();
  expect(await Promise.all(results.slice(0, 3))).toEqual([[sample], [sample], [sample]]);
  void sender.take(sample);
  expect(sent.map(({ block }) => block)).toEqual([0, 1, 2, 3]);
});

test('a failure is passed on, and is no block under way', async () => {
  let fails = true;
  const sender = new LiveSender(1, () => (fails ? Promise.reject(new Error('gone')) : Promise.resolve([])));
  await expect(sender.take(sample)).rejects.toThrow('gone');
  fails = false;
  expect(await sender.take(sample)).toEqual([]);
});
