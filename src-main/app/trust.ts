import { existsSync } from 'node:fs';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import type { LibraryTrustState } from '../../src-shared/contract/system.ts';
import { liesUnder } from '../library/folder.ts';
import { audioOutside } from '../library/rows/recordings.ts';
import type { WindowBatch } from './batch/window-batch.ts';
import type { Services } from './services.ts';

/** Whether the user trusts the open library, and which jobs wait until then. */
export function trustCalls(
  services: Services,
  batch: Pick<WindowBatch, 'load' | 'takeUp'>,
): Pick<Calls['library'], 'trust' | 'setTrust'> {
  const { library, trust, queue, publisher } = services;
  const { folder, read } = library;

  const outside = (): RecordingId[] =>
    audioOutside(read).flatMap(({ id, audioPath }) => (liesUnder(folder.root, audioPath) ? [] : [id]));

  const state = (): LibraryTrustState => ({
    trusted: trust.isTrusted,
    outside: outside().length,
    waitingJobs: queue
      .list()
      .filter(({ isHeld, state }) => isHeld && (state === 'queued' || state === 'running')).length,
    bringsPython: existsSync(folder.python),
  });

  return {
    trust: state,
    async setTrust({ trusted }) {
      trust.set(trusted);
      if (trusted) {
        await queue.release();
        batch.load();
        batch.takeUp();
      }
      for (const id of outside()) publisher.recording(id);
      publisher.trust(state());
      return state();
    },
  };
}
