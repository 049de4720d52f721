import { describe, expect, test } from 'vitest';
import { FAILURE_CODES, Failure } from '../../../../../src-shared/contract/failure.ts';
import { verdictOf } from '../../../../../src-main/doors/cli/status.ts';

describe('how a command ends', () => {
  test('wrong calls and inputs are 2, failed work 3, interruption 130, bugs 3; always one line', () => {
    const status = (code: (typeof FAILURE_CODES)[number]) => verdictOf(new Failure(code, 'm'), false).status;
    expect([
      status('call/invalid'),
      status('file/empty'),
      status('players/none'),
      status('model/unknown'),
    ]).toEqual([2, 2, 2, 2]);
    expect([
      status('disk/full'),
      status('process/died'),
      status('library/locked'),
      status('model/hash-mismatch'),
    ]).toEqual([3, 3, 3, 3]);
    expect(status('call/cancelled')).toBe(130);
    expect(verdictOf(new Failure('process/died', 'gone'), true)).toEqual({
      status: 130,
      line: 'Interrupted',
    });
    expect(verdictOf(new Error('a\n    at b'), false)).toEqual({ status: 3, line: 'internal error: a at b' });
    for (const code of FAILURE_CODES) expect([2, 3, 130]).toContain(status(code));
  });
});
