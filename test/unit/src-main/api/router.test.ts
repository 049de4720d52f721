import { createRouterClient } from '@orpc/server';
import { describe, expect, it } from 'vitest';
import { createRouter, refuseAll } from '../../../../src-main/api/router.ts';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { Failure } from '../../../../src-shared/contract/failure.ts';
import type { Calls } from '../../../../src-shared/contract/handlers.ts';
import { newRecordingId } from '../../../../src-shared/project/ids.ts';

const refusals = refuseAll(new Failure('library/damaged', 'The library is damaged'));
const clientOf = (handlers: Calls) => createRouterClient(createRouter(handlers, silentLog), { context: {} });

describe('the router made of the contract and its handlers', () => {
  it('gives a handler the parsed input and the caller’s signal', async () => {
    const recordingId = newRecordingId();
    const seen: unknown[] = [];
    const client = clientOf({
      ...refusals,
      separation: {
        ...refusals.separation,
        estimate: (input, { signal }) => {
          seen.push(input, signal);
          return { seconds: 1, diskBytes: 2, memoryBytes: 3, freeDiskBytes: 4, notes: [] };
        },
      },
    });
    const players = [{ id: 'viola', instrument: 'viola', label: 'Viola' }] as const;
    const { signal } = new AbortController();
    const estimate = await client.separation.estimate({ recordingId, players: [...players] }, { signal });
    expect(estimate).toMatchObject({ seconds: 1, freeDiskBytes: 4 });
    expect(seen).toEqual([{ recordingId, players }, signal]);
  });

  it('refuses an input that does not fit before the handler sees it, and an answer that does not fit', async () => {
    let calls = 0;
    const client = clientOf({
      ...refusals,
      library: {
        ...refusals.library,
        list: () => {
          calls += 1;
          return [{ id: 'not a recording' } as never];
        },
      },
    });
    await expect(client.library.list(7 as never)).rejects.toMatchObject({ code: 'call/invalid' });
    expect(calls).toBe(0);
    await expect(client.library.list({})).rejects.toMatchObject({ code: 'internal/error' });
    expect(calls).toBe(1);
  });

  it('carries failures with their code, and bugs without their text', async () => {
    const client = clientOf({
      ...refusals,
      jobs: {
        ...refusals.jobs,
        list: () => {
          throw new TypeError('secret');
        },
      },
    });
    await expect(client.jobs.list()).rejects.toMatchObject({ code: 'internal/error' });
    await expect(client.jobs.list()).rejects.not.toThrow(/secret/);
    await expect(client.models.list()).rejects.toMatchObject({
      code: 'library/damaged',
      data: { code: 'library/damaged', message: 'The library is damaged' },
    });
  });

  it('is not made where a call has no handler', () => {
    const incomplete = { ...refusals, exports: undefined };
    expect(() => createRouter(incomplete as never, silentLog)).toThrow('exports');
  });
});
