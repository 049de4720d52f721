import { mkdir } from 'node:fs/promises';
import type { ReportFormat } from '../../../src-shared/contract/quality.ts';
import { writeFailure } from '../../audio/file-errors.ts';
import { freePaths } from '../../audio/file-names.ts';
import { createPartFile } from '../../audio/part-file.ts';

/**
 * Writes a report whole or not at all, beside what is there already.
 * @returns its path
 * @throws Failure `disk/*`
 */
export async function writeReport(
  folder: string,
  name: string,
  format: ReportFormat,
  text: string,
): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw writeFailure(error, folder);
  }
  const [free] = await freePaths(folder, [name], format, false);
  if (free === undefined) throw new Error('one name was asked for');
  const file = await createPartFile(free.path);
  try {
    await file.append(Buffer.from(text, 'utf8'));
    await file.finish();
  } catch (error) {
    await file.abort();
    throw error;
  }
  return free.path;
}
