import { onTestFinished } from 'vitest';
import type { WritableDatabase } from '../../../../src-main/library/database.ts';
import { silentLog } from '../../../../src-main/library/log/log.ts';
import { openLibrary, type Library } from '../../../../src-main/library/open.ts';
import type { NewRecording } from '../../../../src-main/library/rows/recordings.ts';
import { newRecordingId } from '../../../../src-shared/project/ids.ts';
import { tempDir } from '../../../support/temp.ts';

export async function openTestLibrary(root = tempDir()): Promise<Library & { write: WritableDatabase }> {
  const library = await openLibrary(root, { log: silentLog, access: 'write' });
  onTestFinished(() => library.close());
  const { write } = library;
  if (write === null) throw new Error('opened for writing, but can not be written to');
  return { ...library, write };
}

export const aRecording = (change: Partial<NewRecording> = {}): NewRecording => ({
  id: newRecordingId(),
  title: 'Trio in C',
  fileName: 'trio.wav',
  storage: 'reference',
  isDemo: false,
  sourcePath: '/music/trio.wav',
  sourceBytes: 44,
  sourceMtimeMs: 1000.5,
  players: [],
  ...change,
});
