import { isFailure } from '../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { runImport } from './import.ts';
import { openPcm } from './read/open.ts';
import type { PcmReader } from './read/pcm.ts';

/**
 * Opens uncompressed audio in place and decodes anything else first.
 * @param decodedAs path of the decoded file without extension; must differ between files of the same name
 * @throws Failure as `openPcm` and `runImport` do
 */
export async function openAny(
  path: string,
  decodedAs: string,
  context: TaskContext<never>,
): Promise<PcmReader> {
  try {
    return await openPcm(path);
  } catch (error) {
    if (!isFailure(error) || error.code !== 'file/unsupported') throw error;
  }
  const decoded = await runImport(
    {
      sourcePath: path,
      storage: 'reference',
      audioPath: `${decodedAs}.wav`,
      peaksPath: `${decodedAs}.peaks`,
    },
    { signal: context.signal, progress: () => {}, event: () => {} },
  );
  return openPcm(decoded.audioPath, { channelMap: decoded.channelMap });
}
