import { z } from 'zod';
import type { ReadableDatabase } from '../library/database.ts';

const LOOK_EVERY_MS = 1000;

const VersionRow = z.object({ version: z.number() });

/** Changes whenever another connection writes. */
const versionOf = (read: ReadableDatabase): number =>
  read.get('SELECT data_version AS version FROM pragma_data_version', VersionRow)?.version ?? 0;

/**
 * Polls for writes by another program while this one only reads the library. SQLite tells that something
 * changed, but not what.
 * @param onChange called at most once every `everyMs`
 */
export function followWriter(
  read: ReadableDatabase,
  onChange: () => void,
  everyMs = LOOK_EVERY_MS,
): { stop(): void } {
  let seen = versionOf(read);
  const timer = setInterval(() => {
    const version = versionOf(read);
    if (version === seen) return;
    seen = version;
    onChange();
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}
