import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { newExcerptId } from '../../src-shared/project/ids.ts';
import { canListen, listenToExcerpt } from '../jobs/kinds/listening.ts';
import { deleteExcerpt, getExcerpt, insertExcerpt, renameExcerpt } from '../library/rows/excerpts.ts';
import { excerptItemsOf } from '../library/rows/items.ts';
import { presentItem, requireItem } from './items.ts';
import { requireRecording, writable, type Services } from './services.ts';

/** Marked passages of recordings and stems. */
export function excerptCalls(services: Services): Calls['excerpts'] {
  const { library, models, queue, publisher } = services;
  const { read } = library;
  return {
    list({ recordingId }) {
      requireRecording(services, recordingId);
      return excerptItemsOf(read, recordingId).map(presentItem);
    },

    async create({ audioId, from, to, name }) {
      const write = writable(services);
      const audio = requireItem(services, audioId);
      if (to <= from || to > audio.to) {
        throw new Failure('call/invalid', 'The excerpt extends beyond its audio');
      }
      const id = newExcerptId();
      const { recordingId, recordingTitle, stemId } = audio;
      const listens = await canListen(models);
      write.transaction(() => {
        insertExcerpt(write, { id, recordingId, stemId, name, from, to });
        if (listens) queue.add(listenToExcerpt({ id, recordingId }, recordingTitle));
      });
      publisher.excerpts(recordingId);
      return presentItem(requireItem(services, id));
    },

    rename({ excerptId, name }) {
      const write = writable(services);
      const { recordingId } = requireItem(services, excerptId);
      renameExcerpt(write, excerptId, name);
      publisher.excerpts(recordingId);
      return presentItem(requireItem(services, excerptId));
    },

    /** Removing an excerpt that no longer exists succeeds. */
    remove({ excerptId }) {
      const write = writable(services);
      const excerpt = getExcerpt(read, excerptId);
      if (excerpt === null) return;
      deleteExcerpt(write, excerptId);
      publisher.excerpts(excerpt.recordingId);
    },
  };
}
