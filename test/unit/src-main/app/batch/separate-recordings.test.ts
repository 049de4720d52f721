import { expect, test } from 'vitest';
import { concernsOneFile } from '../../../../../src-main/app/batch/separate-recordings.ts';
import { FAILURE_CODES } from '../../../../../src-shared/contract/failure.ts';

test('a recording whose stems do not fit on the disk fails alone, as one that cannot be read does', () => {
  const alone = FAILURE_CODES.filter(concernsOneFile);
  expect(alone).toEqual(
    expect.arrayContaining(['disk/full', 'file/unreadable', 'audio/channels', 'players/none']),
  );
  for (const code of ['model/unknown', 'disk/unwritable', 'call/cancelled', 'internal/error'] as const)
    expect(alone).not.toContain(code);
});
