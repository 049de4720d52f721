import { Failure } from '../../../src-shared/contract/failure.ts';
import type { NamedHearing } from '../../../src-shared/hearing/audiogram.ts';
import { parseListeners } from '../../../src-shared/hearing/listener-file.ts';
import { readText } from '../../audio/read/regular-file.ts';

/**
 * The listeners of a file, JSON or a table.
 * @throws Failure `file/*`, `listener/invalid` with the file's name
 */
export async function readListeners(path: string): Promise<NamedHearing[]> {
  const text = await readText(path);
  try {
    return parseListeners(text);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    throw new Failure(cause.code, `"${path}": ${cause.message}`, { cause });
  }
}
