import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { MOST_PRESETS } from '../../src-shared/project/limits.ts';
import { changeBalances, getBalances } from '../library/rows/balances.ts';
import { writable, type Services } from './services.ts';

/** Balances between instruments that the user keeps under names. */
export function balanceCalls(services: Services): Calls['balances'] {
  const { library } = services;
  return {
    list: () => getBalances(library.read),

    save(balance) {
      return changeBalances(writable(services), (before) => {
        const others = before.filter(({ name }) => name !== balance.name);
        if (others.length >= MOST_PRESETS) {
          throw new Failure('call/invalid', `A library holds at most ${MOST_PRESETS} balances`);
        }
        return [...others, balance];
      });
    },

    remove: ({ name }) =>
      changeBalances(writable(services), (before) => before.filter((balance) => balance.name !== name)),
  };
}
