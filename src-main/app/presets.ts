import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import { MOST_PRESETS } from '../../src-shared/project/limits.ts';
import { getPresets, removePreset, savePreset } from '../library/rows/presets.ts';
import { writable, type Services } from './services.ts';

/** Strips that the user keeps under names. */
export function presetCalls(services: Services): Calls['presets'] {
  const { library } = services;
  return {
    list: () => getPresets(library.read),

    save(preset) {
      const write = writable(services);
      const presets = getPresets(write);
      if (presets.length >= MOST_PRESETS && !presets.some(({ name }) => name === preset.name)) {
        throw new Failure('call/invalid', `A library holds at most ${MOST_PRESETS} presets`);
      }
      return savePreset(write, preset);
    },

    remove: ({ name }) => removePreset(writable(services), name),
  };
}
