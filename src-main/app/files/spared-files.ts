import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';

/**
 * Refuses, before any work is done, to write over what has to stay. Files are compared, not their names, so that links and
 * the case of letters don't matter.
 * @param kept files, and folders in which nothing may be replaced
 * @throws Failure `call/invalid`
 */
export async function requireSpared(kept: readonly string[], outputs: readonly string[]): Promise<void> {
  const spared = new Set(await Promise.all(kept.map(identityOf)));
  for (const output of outputs) {
    if ((await identityOf(output)) === null) continue;
    const whole = await realpath(output);
    for (const path of withFolders(whole)) {
      const identity = await identityOf(path);
      if (identity === null || !spared.has(identity)) continue;
      throw new Failure(
        'call/invalid',
        path === whole
          ? `"${basename(output)}" would be written over what it is made from: choose another place with --out`
          : `"${basename(output)}" would be written over a file of the library: choose another place with --out`,
      );
    }
  }
}

/** A path and the folders that it lies in, innermost first. */
function withFolders(path: string): string[] {
  const parent = dirname(path);
  return parent === path ? [path] : [path, ...withFolders(parent)];
}

/** Null where there is no such file. */
const identityOf = (path: string): Promise<string | null> =>
  stat(path, { bigint: true }).then(
    ({ dev, ino }) => `${dev}:${ino}`,
    () => null,
  );
