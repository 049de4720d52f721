import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { getSpeed } from '../library/rows/settings.ts';
import { catchUp } from './analyses.ts';
import { writable, type Services } from './services.ts';

/** The built-in models and those that the user added. */
export function modelCalls(services: Services): Calls['models'] {
  const { library, models, grants, publisher } = services;
  return {
    list: () => models.list(),

    async speeds() {
      const known = (await models.list()).flatMap((model) => {
        const speed = getSpeed(library.read, model);
        return speed === null ? [] : [[model.id, speed] as const];
      });
      return Object.fromEntries(known);
    },

    card: async ({ modelId }) => ({ markdown: await models.card(modelId) }),

    async add({ folder: grantId }) {
      writable(services);
      const folder = grants.resolve(grantId, 'read');
      if (folder.kind !== 'folder')
        throw new Failure('model/invalid', 'Choose a folder that contains a model');
      const added = await models.add(folder.path);
      publisher.models();
      if (added.task === 'embedding') await catchUp(services);
      return added;
    },

    async remove({ modelId }) {
      writable(services);
      await models.remove(modelId);
      publisher.models();
      publisher.trash();
    },
  };
}
