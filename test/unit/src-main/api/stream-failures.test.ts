import { createRouterClient, ORPCError } from '@orpc/server';
import { expect, test } from 'vitest';
import { createRouter, refuseAll } from '../../../../src-main/api/router.ts';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import { ensembleOf } from '../../../../src-shared/project/players.ts';

test('a stream that fails after its call has answered keeps its code', async () => {
  const reason = new Failure('live/too-slow', 'Too slow', { details: { realTimeFactor: 2 } });
  const client = createRouterClient(
    createRouter(
      {
        ...refuseAll(reason),
        liveInput: {
          // eslint-disable-next-line require-yield -- it fails before its first event
          async *open() {
            await Promise.resolve();
            throw reason;
          },
        },
      },
      silentLog,
    ),
    { context: {} },
  );
  const events = await client.liveInput.open({
    players: [...ensembleOf(['violin'])],
    delay: 'medium',
  });
  const error: unknown = await events.next().then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(ORPCError);
  expect(error).toMatchObject({ code: 'live/too-slow', data: { details: { realTimeFactor: 2 } } });
});
