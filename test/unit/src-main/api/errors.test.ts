import { ORPCError } from '@orpc/server';
import { describe, expect, it, vi } from 'vitest';
import { toORPCError } from '../../../../src-main/api/errors.ts';
import { statusOf } from '../../../../src-main/api/statuses.ts';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { Failure, FAILURE_CODES } from '../../../../src-shared/contract/failure.ts';

describe('toORPCError', () => {
  it('carries a failure whole, for every code', () => {
    for (const code of FAILURE_CODES) {
      const failure = new Failure(code, 'What went wrong', { details: { a: 1 }, cause: new Error('inside') });
      const error = toORPCError(failure, silentLog);
      expect(error).toBeInstanceOf(ORPCError);
      expect(error.toJSON()).toEqual({
        defined: false,
        code,
        status: statusOf(code),
        message: 'What went wrong',
        data: { code, message: 'What went wrong', details: { a: 1 } },
      });
      expect(error.status).toBeGreaterThanOrEqual(400);
    }
  });

  it('tells of a bug nothing but that there was one, and the log everything', () => {
    const logged = vi.fn<(message: string, details?: unknown) => void>();
    const bug = new TypeError('secret of /home/me is undefined');
    const json = JSON.stringify(toORPCError(bug, { ...silentLog, error: logged }).toJSON());
    expect(json).not.toContain('secret');
    expect(json).not.toContain('stack');
    expect(json).toContain('internal/error');
    const reference = /"reference":"([0-9a-f]{8})"/.exec(json)?.[1];
    expect(reference).toBeDefined();
    expect(logged).toHaveBeenCalledWith(expect.stringContaining(`[${reference ?? ''}]`), bug);
  });

  it('names the first thing wrong with an input', () => {
    const refused = new ORPCError('BAD_REQUEST', {
      message: 'Input validation failed',
      data: { issues: [{ path: ['players', 0, 'id'], message: 'too long' }] },
    });
    expect(toORPCError(refused, silentLog).data).toMatchObject({
      code: 'call/invalid',
      message: expect.stringContaining('players: 0: id: too long') as unknown,
    });
  });
});
