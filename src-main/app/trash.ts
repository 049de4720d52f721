import type { Calls } from '../../src-shared/contract/handlers.ts';
import { emptyTrash, listTrash, restoreFromTrash } from '../library/trash/restore.ts';
import { catchUp } from './analyses.ts';
import { writable, type Services } from './services.ts';

/** Removed items: lists, restores and permanently deletes them. */
export function trashCalls(services: Services): Calls['trash'] {
  const { library, publisher, log } = services;
  const { folder } = library;
  return {
    list: () => listTrash(library.read, folder),

    async restore({ id }) {
      const write = writable(services);
      const { recording, separations, kind, stemVersion } = await restoreFromTrash(
        { write, folder, log },
        id,
      );
      if (recording !== null) publisher.recording(recording.id);
      for (const separation of separations) publisher.separation(separation.id);
      if (stemVersion !== null) publisher.separation(stemVersion.separationId);
      if (kind === 'adaptation') publisher.adaptations();
      if (kind === 'model') publisher.models();
      publisher.tags();
      publisher.trash();
      // The trash does not keep analyses, so restored items are analysed again.
      await catchUp(services);
    },

    async empty({ before }) {
      writable(services);
      const emptied = await emptyTrash(folder, before);
      log.info('library: the trash was emptied', emptied);
      publisher.trash();
      return emptied;
    },
  };
}
