import { Failure } from '../../../src-shared/contract/failure.ts';
import type { Calls } from '../../../src-shared/contract/handlers.ts';
import { liesUnder } from '../../library/folder.ts';
import { writable, type Services } from '../services.ts';
import type { WatchedFolders } from './watched-folders.ts';

/** The folders that a window lets Divisi watch. */
export function watchCalls(services: Services, watched: WatchedFolders): Calls['watch'] {
  return {
    list: () => watched.list(),

    add({ folder, separate }) {
      writable(services);
      const { path, name, kind } = services.grants.resolve(folder, 'read');
      if (kind !== 'folder') throw new Failure('call/invalid', `"${name}" is not a folder`);
      const { root } = services.library.folder;
      if (liesUnder(root, path) || liesUnder(path, root)) {
        throw new Failure('call/invalid', 'A folder that holds the library, or lies in it, can’t be watched');
      }
      watched.add(path, separate);
      return watched.list();
    },

    remove({ id }) {
      writable(services);
      watched.remove(id);
      return watched.list();
    },
  };
}
