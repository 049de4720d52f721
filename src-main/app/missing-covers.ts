import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { z } from 'zod';
import { CoverName } from '../../src-shared/contract/cover.ts';
import { isFailure } from '../../src-shared/contract/failure.ts';
import { RecordingId } from '../../src-shared/project/ids.ts';
import { runTask } from '../jobs/tasks/run-task.ts';
import type { SpawnProcess } from '../jobs/tasks/task-protocol.ts';
import type { Log } from '../library/log/log.ts';
import type { Library } from '../library/open.ts';
import { getRecording } from '../library/rows/recordings.ts';
import { unlessMissing } from './sweep.ts';

interface Remaking {
  readonly library: Pick<Library, 'read' | 'folder'>;
  readonly spawn: SpawnProcess;
  readonly signal: AbortSignal;
  readonly log: Log;
  readonly onRemade: (id: RecordingId) => void;
}

const Row = z.object({ id: RecordingId, cover: CoverName });

/**
 * Makes covers again that recordings name and that are not there, as after restoring a backup from before they were cleaned
 * up. A picture that is not in the recording's file stays missing, and the window shows none.
 */
export async function remakeCovers({ library, spawn, signal, log, onRemade }: Remaking): Promise<void> {
  const { read, folder } = library;
  const coversPath = folder.covers;
  const kept = new Set(await readdir(coversPath).catch(unlessMissing));
  const missing = read
    .list('SELECT id, cover FROM recordings WHERE cover IS NOT NULL', Row, {})
    .filter(({ cover }) => !kept.has(cover));
  const isEnding = (): boolean => signal.aborted;
  for (const { id, cover } of missing) {
    if (isEnding()) return;
    const path = getRecording(read, id)?.sourcePath;
    if (path === undefined || !existsSync(path)) continue;
    try {
      const found = await runTask(spawn, 'embedded-cover', { path, coversPath }, { signal });
      if (found.cover === cover) onRemade(id);
    } catch (error) {
      if (isEnding()) return;
      if (!isFailure(error)) throw error;
      log.warn(`the cover of ${path} could not be made again`, error);
    }
  }
}
