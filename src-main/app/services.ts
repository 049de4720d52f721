import type { PythonCheck } from '../../src-shared/contract/adaptation.ts';
import type { DesktopCommand } from '../../src-shared/contract/desktop.ts';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { GrantedFile, SaveTarget } from '../../src-shared/contract/system.ts';
import type { GrantId, RecordingId, SeparationId } from '../../src-shared/project/ids.ts';
import type { Compute } from '../inference/providers.ts';
import type { ModelRegistry } from '../inference/registry.ts';
import type { LiveStems } from '../jobs/kinds/live-stems.ts';
import type { JobQueue, JobView } from '../jobs/queue/queue.ts';
import type { SpawnProcess } from '../jobs/tasks/task-protocol.ts';
import type { WritableDatabase } from '../library/database.ts';
import type { Log } from '../library/log/log.ts';
import type { Library } from '../library/open.ts';
import { getRecording, type ReadyStoredRecording, type StoredRecording } from '../library/rows/recordings.ts';
import { getSeparation, type StoredSeparation } from '../library/rows/separations.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import type { EditPreviews } from './edit-previews.ts';
import type { EventBus } from './events.ts';
import type { Grants } from './grants.ts';
import { presentJob } from './present.ts';
import type { OpenTrust } from './open-trust.ts';
import type { Publisher } from './publisher.ts';
import type { Sources } from './sources.ts';

/** Platform-specific file operations that a door adds to the calls. A door omits those that it lacks. */
export interface DoorFiles {
  readonly openDialog?: (
    kind: 'audio' | 'list' | 'score' | 'image' | 'archive' | 'folder' | 'save-folder',
  ) => Promise<GrantedFile[]>;
  readonly saveDialog?: (suggested: {
    readonly name: string;
    readonly extension: string;
  }) => Promise<SaveTarget | null>;
  /** The folder that `browse` shows, with all links resolved. */
  readonly sharedFolder?: string;
  readonly browse?: (folder: GrantId | undefined) => Promise<{
    path: string[];
    parent: GrantId | null;
    entries: GrantedFile[];
  }>;
  readonly desktop?: DoorDesktop;
}

/** What the desktop door adds to the calls. */
export interface DoorDesktop {
  commands(signal: AbortSignal): AsyncGenerator<DesktopCommand, void, void>;
  recentFiles(): GrantedFile[];
  clearRecentFiles(): void;
}

/** Reports what works in this installation; the door provides it because it knows the program's own files. */
export type Doctor = (models: ModelRegistry, signal: AbortSignal) => Promise<Record<string, unknown>>;

/** Everything that the calls share. */
export interface Services {
  readonly library: Library;
  readonly models: ModelRegistry;
  readonly queue: JobQueue;
  readonly grants: Grants;
  readonly sources: Sources;
  readonly live: LiveStems;
  readonly trust: OpenTrust;
  readonly publisher: Publisher;
  readonly previews: EditPreviews;
  readonly bus: EventBus;
  readonly spawn: SpawnProcess;
  /** As the settings say when it is called. */
  readonly compute: () => Compute;
  readonly demoDir: string;
  /** Contains `training`, the training programs. */
  readonly programDir: string;
  readonly findPython: () => Promise<PythonCheck>;
  readonly downloadsDir: string;
  readonly version: string;
  readonly showPaths: boolean;
  readonly files: DoorFiles;
  readonly doctor: Doctor | undefined;
  readonly log: Log;
}

/** @throws Failure `library/read-only` */
export function writable({ library }: Pick<Services, 'library'>): WritableDatabase {
  if (library.write === null) {
    throw new Failure(
      'library/read-only',
      'The library is open in another program and can only be read here',
    );
  }
  return library.write;
}

/** @throws Failure `library/not-found` */
export function requireRecording({ library }: Pick<Services, 'library'>, id: RecordingId): StoredRecording {
  const recording = getRecording(library.read, id);
  if (recording === null)
    throw new Failure('library/not-found', 'This recording is no longer in the library');
  return recording;
}

/** @throws Failure `library/not-found`, `call/invalid` */
export function requireReadyRecording(
  services: Pick<Services, 'library'>,
  id: RecordingId,
): ReadyStoredRecording {
  const recording = requireRecording(services, id);
  if (recording.state === 'ready') return recording;
  throw new Failure('call/invalid', 'The recording is still being imported');
}

/** @throws Failure `library/not-found` */
export function requireSeparation(
  { library }: Pick<Services, 'library'>,
  id: SeparationId,
): StoredSeparation {
  const separation = getSeparation(library.read, id);
  if (separation === null)
    throw new Failure('library/not-found', 'This separation is no longer in the library');
  return separation;
}

export function presentJobOf(services: Services, view: JobView): Job {
  return presentJob(view, services.grants, services.showPaths);
}
