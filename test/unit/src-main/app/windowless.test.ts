import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { logPath } from '../../../../src-main/app/program/paths.ts';
import { thisProgram } from '../../../../src-main/app/program/program.ts';
import { windowless } from '../../../../src-main/app/windowless.ts';
import { internalError } from '../../../../src-main/library/log/log.ts';
import { tempDir } from '../../../support/temp.ts';

test('an internal error on the command line is in the log that its message names', () => {
  const { log } = windowless(thisProgram(), tempDir());
  if (log === undefined) throw new Error('the application has no log');
  const what = `a job failed ${randomUUID()}`;
  const failure = internalError(log, what, new Error('why it failed'));
  expect(failure.message).toContain('the log has the details');
  const text = readFileSync(logPath(), 'utf8');
  expect(text.slice(text.indexOf(what))).toContain('why it failed');
});
