import type { Calls } from '../../src-shared/contract/handlers.ts';
import { getListeners, removeListener } from '../library/rows/listeners.ts';
import { addListeners } from './listeners-in-library.ts';
import { writable, type Services } from './services.ts';

/** People whose hearing is known. */
export function listenerCalls(services: Services): Calls['listeners'] {
  const { library } = services;
  return {
    list: () => getListeners(library.read),
    save: (added) => addListeners(writable(services), added),
    remove: ({ name }) => removeListener(writable(services), name),
  };
}
