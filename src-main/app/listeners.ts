import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { MOST_LISTENERS } from '../../src-shared/contract/listeners.ts';
import { getListeners, removeListener, saveListeners } from '../library/rows/listeners.ts';
import { writable, type Services } from './services.ts';

/** People whose hearing is known. */
export function listenerCalls(services: Services): Calls['listeners'] {
  const { library } = services;
  return {
    list: () => getListeners(library.read),

    save(added) {
      const write = writable(services);
      const names = new Set([...getListeners(write), ...added].map(({ name }) => name));
      if (names.size > MOST_LISTENERS) {
        throw new Failure('call/invalid', `A library holds at most ${MOST_LISTENERS} listeners`);
      }
      return saveListeners(write, added);
    },

    remove: ({ name }) => removeListener(writable(services), name),
  };
}
