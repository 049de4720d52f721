import { existsSync } from 'node:fs';
import { Failure } from '../../src-shared/contract/failure.ts';
import { libraryFolder } from '../library/folder.ts';
import { isUnmade } from '../library/trust.ts';
import { importResults, type ImportedResults } from '../library/merge/import-results.ts';
import type { Log } from '../library/log/log.ts';
import { openLibrary } from '../library/open.ts';
import type { Program } from './program/program.ts';

export interface MergedResults extends ImportedResults {
  readonly library: string;
}

/**
 * Takes over what shards made, each in a library of its own, into one library.
 * @throws Failure `library/not-found` for a folder that holds no library, `library/locked` where a shard still works
 */
export async function importShardResults(
  program: Program,
  libraryDir: string,
  sources: readonly string[],
  log: Log,
): Promise<readonly MergedResults[]> {
  for (const source of sources) {
    const folder = libraryFolder(source);
    if (!existsSync(folder.database)) {
      throw new Failure('library/not-found', `There is no library in "${source}"`);
    }
    if (folder.root === libraryFolder(libraryDir).root) {
      throw new Failure('call/invalid', 'A library can’t take over its own results');
    }
  }
  const isNew = isUnmade(libraryDir);
  const target = await openLibrary(libraryDir, { log, access: 'write' });
  try {
    const { write, folder } = target;
    if (write === null) throw new Error('the library was opened for writing');
    if (isNew) program.trust.trust(libraryDir);
    const merged: MergedResults[] = [];
    for (const source of sources) {
      // Opening writes the descriptions that a killed shard did not write, and refuses a shard that still works.
      const shard = await openLibrary(source, { log, access: 'write' });
      try {
        merged.push({
          library: source,
          ...(await importResults({ write, folder }, source, { heard: shard.read })),
        });
      } finally {
        shard.close();
      }
    }
    return merged;
  } finally {
    target.close();
  }
}
