import type { Calls } from '../../../src-shared/contract/handlers.ts';
import { writable, type Services } from '../services.ts';
import { requireNoProblems } from './batch-files.ts';
import type { WindowBatch } from './window-batch.ts';
import { discardSentLists, preview, readSources } from './window-sources.ts';

/** Batches that a window starts. */
export function batchCalls(services: Services, batch: WindowBatch): Calls['batch'] {
  return {
    preview: async (sources) => preview(await readSources(services, sources)),

    async start({ sources, folder, leaveOut, ...request }) {
      writable(services);
      batch.requireIdle();
      const found = await readSources(services, { sources, folder });
      if (!leaveOut) requireNoProblems(found.problems[0]?.list ?? '', found, () => undefined);
      const state = batch.start(found.files, request);
      await discardSentLists(services, sources);
      return state;
    },

    current: () => batch.state,
    cancel: () => batch.cancel(),
    retry: () => batch.retry(),
    dismiss: () => batch.dismiss(),
  };
}
