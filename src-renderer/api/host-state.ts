import type { BatchState } from '../../src-shared/contract/batch.ts';
import type { HostEvent } from '../../src-shared/contract/events.ts';
import type { Job, QueueState } from '../../src-shared/contract/job.ts';
import type { RecordingPage } from '../../src-shared/contract/finding.ts';
import type { Recording } from '../../src-shared/contract/recording.ts';
import type { Separation } from '../../src-shared/contract/separation.ts';
import type { Capabilities, LibraryTrustState, Settings } from '../../src-shared/contract/system.ts';
import type { JobId, RecordingId, SeparationId } from '../../src-shared/project/ids.ts';
import { words } from '../words/words.ts';

/** The renderer's view of the host state: fetched on connection and kept current by the event stream. */
export interface HostState {
  /** False until the initial fetch completes. */
  readonly loaded: boolean;
  /** Why the host is reachable but failed to return its state; null if it succeeded. */
  readonly problem: unknown;
  readonly capabilities: Capabilities | null;
  readonly settings: Settings | null;
  readonly trust: LibraryTrustState | null;
  /** The newest ones until all have arrived, which follows soon after `loaded`. */
  readonly recordings: ReadonlyMap<RecordingId, Recording>;
  /** The beginning of the newest-first list as it was on connection, so that a page can show rows at once. */
  readonly newest: RecordingPage | null;
  /** How many more recordings the library has than have arrived. */
  readonly recordingsToCome: number;
  readonly separations: ReadonlyMap<SeparationId, Separation>;
  readonly jobs: ReadonlyMap<JobId, Job>;
  /** The last batch that a window started; null before the first. */
  readonly batch: BatchState | null;
  readonly queue: QueueState;
  /** Increments whenever the set of models changes. */
  readonly modelsRevision: number;
  /** Increments whenever an adaptation starts, ends or is removed. */
  readonly adaptationsRevision: number;
  /** Increment whenever tags, excerpts and sound embeddings change, respectively. */
  readonly tagsRevision: number;
  readonly excerptsRevision: number;
  readonly vectorsRevision: number;
  /** Increments whenever something is removed, restored or permanently deleted. */
  readonly trashRevision: number;
}

export const EMPTY_STATE: HostState = {
  loaded: false,
  problem: null,
  capabilities: null,
  settings: null,
  trust: null,
  recordings: new Map(),
  newest: null,
  recordingsToCome: 0,
  separations: new Map(),
  jobs: new Map(),
  batch: null,
  queue: { paused: false },
  modelsRevision: 0,
  adaptationsRevision: 0,
  tagsRevision: 0,
  excerptsRevision: 0,
  vectorsRevision: 0,
  trashRevision: 0,
};

function put<K, V>(map: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  return new Map(map).set(key, value);
}

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  if (!map.has(key)) return map;
  const next = new Map(map);
  next.delete(key);
  return next;
}

/** Returns the state after an event. Pure; returns the same object if nothing changed. */
export function applyEvent(state: HostState, event: HostEvent): HostState {
  switch (event.type) {
    case 'job':
      return { ...state, jobs: put(state.jobs, event.job.id, event.job) };
    case 'batch':
      return { ...state, batch: event.batch };
    case 'queue':
      return { ...state, queue: event.queue };
    case 'job-removed':
      return { ...state, jobs: without(state.jobs, event.jobId) };
    case 'recording':
      return { ...state, recordings: put(state.recordings, event.recording.id, event.recording) };
    case 'recording-removed': {
      const separations = new Map(
        [...state.separations].filter(([, separation]) => separation.recordingId !== event.recordingId),
      );
      return { ...state, recordings: without(state.recordings, event.recordingId), separations };
    }
    case 'separation':
      return { ...state, separations: put(state.separations, event.separation.id, event.separation) };
    case 'stems-grew': {
      const separation = state.separations.get(event.separationId);
      if (separation?.state !== 'running' || separation.live === null) return state;
      const live = { ...separation.live, readyFrames: event.readyFrames };
      return { ...state, separations: put(state.separations, separation.id, { ...separation, live }) };
    }
    case 'separation-removed':
      return { ...state, separations: without(state.separations, event.separationId) };
    case 'project':
    case 'watch':
    case 'quality':
    case 'notes':
    case 'study':
      return state;
    case 'models':
      return { ...state, modelsRevision: state.modelsRevision + 1 };
    case 'trash':
      return { ...state, trashRevision: state.trashRevision + 1 };
    case 'adaptations':
      return { ...state, adaptationsRevision: state.adaptationsRevision + 1 };
    case 'trust':
      return { ...state, trust: event.trust };
    case 'tags':
      return { ...state, tagsRevision: state.tagsRevision + 1 };
    case 'excerpts':
      return { ...state, excerptsRevision: state.excerptsRevision + 1 };
    case 'vectors':
      return { ...state, vectorsRevision: state.vectorsRevision + 1 };
  }
}

/** How many recordings the library has. */
export const recordingCount = ({ recordings, recordingsToCome }: HostState): number =>
  recordings.size + recordingsToCome;

/** Replaces a recording's known separations with those that `library.get` returned. */
export function withSeparations(
  state: HostState,
  recordingId: RecordingId,
  separations: readonly Separation[],
): HostState {
  const kept = [...state.separations].filter(([, separation]) => separation.recordingId !== recordingId);
  return { ...state, separations: new Map([...kept, ...separations.map((s) => [s.id, s] as const)]) };
}

/** Names of impulse responses that an export went without. */
export const missingImpulsesOf = (job: Pick<Job, 'files'> | null): string[] => [
  ...new Set(job?.files.flatMap(({ missingImpulses }) => missingImpulses ?? [])),
];

/** Whether an import failed because someone has to choose its channels: the same again fails again. */
export const needsChannels = ({ failure }: Job): boolean => failure?.code === 'audio/channels';

export const isActive = (job: Job): boolean => job.state === 'queued' || job.state === 'running';

/** A short, capitalised description of what an active job is doing. */
export function phaseText(job: Job): string {
  if (job.state === 'queued') return words().jobs.waiting;
  return job.phase === '' ? words().jobs.starting : words().jobs.phase(job.phase);
}

const STATE_ORDER: readonly Job['state'][] = ['running', 'queued', 'failed', 'cancelled', 'done'];

/** Sorts jobs by state: running, waiting, failed, then done. Waiting jobs are in the order in which they start; others, newest first. */
export function sortedJobs(jobs: Iterable<Job>): Job[] {
  return [...jobs].sort(
    (a, b) =>
      STATE_ORDER.indexOf(a.state) - STATE_ORDER.indexOf(b.state) ||
      (a.state === 'queued'
        ? b.priority - a.priority || a.createdAt.localeCompare(b.createdAt)
        : b.createdAt.localeCompare(a.createdAt)),
  );
}

/** Of the jobs that do the same work: the one that runs or waits, or else the newest, so that no old failure outlives a success. */
export function latestJob(jobs: readonly Job[], isOne: (job: Job) => boolean): Job | null {
  const [first, ...others] = jobs.filter(isOne);
  if (first === undefined) return null;
  return others.reduce((latest, job) => {
    if (isActive(latest) !== isActive(job)) return isActive(latest) ? latest : job;
    return job.createdAt > latest.createdAt ? job : latest;
  }, first);
}
