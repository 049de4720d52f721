import { Failure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { Capabilities } from '../../src-shared/contract/system.ts';
import { adaptationCalls } from './adaptations.ts';
import { analysisCalls } from './analyses.ts';
import { archiveCalls } from './archives.ts';
import { backupCalls } from './backups.ts';
import type { WindowBatch } from './batch/window-batch.ts';
import { watchCalls } from './batch/watch-calls.ts';
import type { WatchedFolders } from './batch/watched-folders.ts';
import { batchCalls } from './batch/window-calls.ts';
import { desktopCalls } from './desktop.ts';
import { excerptCalls } from './excerpts.ts';
import { exportCalls } from './exports.ts';
import { itemCalls } from './items.ts';
import { collectionCalls, findingCalls } from './finding.ts';
import { jobCalls } from './jobs.ts';
import { listenerCalls } from './listeners.ts';
import { liveInputCalls, type LiveInput } from './live-input.ts';
import { modelCalls } from './models.ts';
import { notesCalls } from './notes.ts';
import { mixCalls } from './mixes.ts';
import { balanceCalls } from './balances.ts';
import { presetCalls } from './presets.ts';
import { projectCalls } from './projects.ts';
import { qualityCalls } from './quality.ts';
import { recordingCalls } from './recordings.ts';
import { sameTakeCalls } from './same-take.ts';
import { separationCalls } from './separations.ts';
import type { Services } from './services.ts';
import { studyCalls } from './studies/calls.ts';
import { stemVersionCalls } from './stem-versions.ts';
import { fileCalls, systemCalls } from './system.ts';
import { tagCalls } from './tags.ts';
import { storageCalls } from './storage.ts';
import { trashCalls } from './trash.ts';
import { trustCalls } from './trust.ts';

/** Every use case that the contract names, over one open library. */
export function callsOf(
  services: Services,
  capabilities: Capabilities,
  batch: WindowBatch,
  watched: WatchedFolders,
  liveInput: LiveInput,
): Calls {
  return {
    system: systemCalls(services, capabilities),
    files: fileCalls(services),
    library: {
      ...recordingCalls(services),
      ...findingCalls(services),
      ...sameTakeCalls(services),
      ...trustCalls(services, batch),
      ...backupCalls(services),
    },
    recovery: { backups: isOpen, rebuild: isOpen, restoreBackup: isOpen },
    relocation: { place: isFixed, start: isFixed, follow: isFixed, cancel: isFixed },
    trash: trashCalls(services),
    storage: storageCalls(services),
    models: modelCalls(services),
    separation: separationCalls(services),
    analysis: analysisCalls(services),
    quality: qualityCalls(services),
    adaptations: adaptationCalls(services),
    items: itemCalls(services),
    excerpts: excerptCalls(services),
    tags: tagCalls(services),
    notes: notesCalls(services),
    stemVersions: stemVersionCalls(services),
    studies: studyCalls(services),
    archives: archiveCalls(services),
    batch: batchCalls(services, batch),
    watch: watchCalls(services, watched),
    jobs: jobCalls(services),
    projects: projectCalls(services),
    mixes: mixCalls(services),
    presets: presetCalls(services),
    balances: balanceCalls(services),
    listeners: listenerCalls(services),
    liveInput: liveInputCalls(liveInput),
    collections: collectionCalls(services),
    exports: exportCalls(services),
    desktop: desktopCalls(services),
  };
}

function isOpen(): never {
  throw new Failure('call/invalid', 'The library is open and needs no recovery');
}

function isFixed(): never {
  throw new Failure('call/invalid', 'Only a window moves the library');
}
