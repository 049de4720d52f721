import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';

/**
 * Refuses, before any work is done, to write over a file that the work reads. Files are compared, not their names, so that
 * links and the case of letters don't matter.
 * @throws Failure `call/invalid`
 */
export async function requireSpared(inputs: readonly string[], outputs: readonly string[]): Promise<void> {
  const read = new Set(await Promise.all(inputs.map(identityOf)));
  for (const output of outputs) {
    const identity = await identityOf(output);
    if (identity === null || !read.has(identity)) continue;
    throw new Failure(
      'call/invalid',
      `"${basename(output)}" would be written over what it is made from: choose another place with --out`,
    );
  }
}

/** Null where there is no such file. */
const identityOf = (path: string): Promise<string | null> =>
  stat(path, { bigint: true }).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => null,
  );
