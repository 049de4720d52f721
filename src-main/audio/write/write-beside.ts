import { mkdir } from 'node:fs/promises';
import { writeFailure } from '../read/file-errors.ts';
import { freePaths } from './file-names.ts';
import { createPartFile } from './part-file.ts';

/**
 * Writes a file whole or not at all, beside what is there already.
 * @returns its path
 * @throws Failure `disk/*`
 */
export async function writeBeside(
  folder: string,
  name: string,
  extension: string,
  content: string | Uint8Array,
): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeFailure(error, folder);
  }
  const [free] = await freePaths(folder, [name], extension, false);
  if (free === undefined) throw new Error('one name was asked for');
  const file = await createPartFile(free.path);
  try {
    await file.append(typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
    await file.finish();
  } catch (error) {
    await file.abort();
    throw error;
  }
  return free.path;
}
