import type { Calls } from '../../src-shared/contract/handlers.ts';
import { chooseChannels } from '../jobs/kinds/import.ts';
import { presentJobOf, writable, type Services } from './services.ts';

/** The job queue as the user sees it. */
export function jobCalls(services: Services): Calls['jobs'] {
  const { queue, publisher } = services;
  return {
    list: () => queue.list().map((view) => presentJobOf(services, view)),
    cancel: async ({ jobId }) => presentJobOf(services, await queue.cancel(jobId)),
    async retry({ jobId, channels }) {
      if (channels !== undefined) chooseChannels(writable(services), queue.get(jobId), channels);
      return presentJobOf(services, await queue.retry(jobId));
    },
    raise: ({ jobId }) => presentJobOf(services, queue.raise(jobId)),
    dismiss: ({ jobId }) => queue.dismiss(jobId),
    queue: () => ({ paused: queue.isPaused }),
    async pause({ paused }) {
      if (paused) await queue.pause();
      else queue.unpause();
      const state = { paused: queue.isPaused };
      publisher.queue(state);
      return state;
    },
  };
}
