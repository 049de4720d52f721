import { Failure } from '../../src-shared/contract/failure.ts';
import { fileNameOf } from '../../src-shared/format/file-name.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { Capabilities } from '../../src-shared/contract/system.ts';
import { getSettings, saveSettings } from '../library/rows/settings.ts';
import { catchUp } from './analyses.ts';
import { writable, type Services } from './services.ts';

/** The program itself: its capabilities and settings, and every change as an event. */
export function systemCalls(services: Services, capabilities: Capabilities): Calls['system'] {
  const { library, models, bus } = services;
  return {
    capabilities: () => capabilities,

    doctor(_, { signal }) {
      if (services.doctor === undefined) throw lacking('examine itself');
      return services.doctor(models, signal);
    },

    settings: () => getSettings(library.read),

    async saveSettings(changes) {
      const settings = saveSettings(writable(services), changes);
      if (changes.analyseAutomatically === true) await catchUp(services);
      return settings;
    },

    events: (_, { signal }) => bus.listen(signal),
  };
}

/** File operations that the door's platform provides. */
export function fileCalls({ files }: Pick<Services, 'files'>): Calls['files'] {
  return {
    openDialog({ kind }) {
      if (files.openDialog === undefined) throw lacking('open file dialogs');
      return files.openDialog(kind);
    },

    saveDialog(suggested) {
      if (files.saveDialog === undefined) throw lacking('open file dialogs');
      return files.saveDialog({ ...suggested, name: fileNameOf(suggested.name) });
    },

    browse({ folder }) {
      if (files.browse === undefined) throw lacking('browse folders');
      return files.browse(folder);
    },
  };
}

const lacking = (what: string): Failure => new Failure('call/invalid', `Divisi can't ${what} here`);
