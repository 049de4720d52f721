import { useMemo, useSyncExternalStore } from 'react';
import type { HostEvent } from '../../src-shared/contract/events.ts';
import { isFailure } from '../../src-shared/contract/failure.ts';
import { NEWEST_FIRST } from '../../src-shared/contract/finding.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import type { Recording } from '../../src-shared/contract/recording.ts';
import { RECOVERABLE } from '../../src-shared/contract/recovery.ts';
import type { Separation } from '../../src-shared/contract/separation.ts';
import type { Capabilities, LibraryTrustState, Settings } from '../../src-shared/contract/system.ts';
import type { JobId, RecordingId } from '../../src-shared/project/ids.ts';
import { api } from './client.ts';
import { connection } from './connection.ts';
import type { ConnectionState } from './connection.ts';
import { applyEvent, EMPTY_STATE, sortedJobs, withSeparations } from './host-state.ts';
import type { HostState } from './host-state.ts';

const RESYNC_MS = 1_000;

let state: HostState = EMPTY_STATE;
const listeners = new Set<() => void>();
const eventListeners = new Set<(event: HostEvent) => void>();
const resyncListeners = new Set<() => void>();
/** The recordings whose separations some page asked for. */
const followed = new Set<RecordingId>();

function set(next: HostState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** So many recordings are enough for the first rows of the library. */
const FIRST_RECORDINGS = 100;

/** The rest comes in pages, between which the host answers other calls. */
const RECORDINGS_A_PAGE = 500;

/** The rest of a large library keeps the host busy, so what the page asks for first goes first. */
const LIST_LATER_MS = 500;

const byId = (recordings: readonly Recording[]): ReadonlyMap<RecordingId, Recording> =>
  new Map(recordings.map((recording) => [recording.id, recording]));

/**
 * Handles one connection until its event stream ends. Subscribes before fetching so that no change is missed. The
 * newest recordings come first, because a large library takes a second to send whole.
 */
async function follow(): Promise<void> {
  const events = await api.system.events();
  const [capabilities, settings, trust, newest, jobs, batch, queue] = await Promise.all([
    api.system.capabilities(),
    api.system.settings(),
    api.library.trust(),
    api.library.page({ text: '', sort: NEWEST_FIRST, offset: 0, limit: FIRST_RECORDINGS }),
    api.jobs.list(),
    api.batch.current(),
    api.jobs.queue(),
  ]);
  const isResync = state.loaded;
  set({
    ...state,
    loaded: true,
    problem: null,
    capabilities,
    settings,
    trust,
    recordings: byId(newest.recordings),
    newest,
    recordingsToCome: newest.total - newest.recordings.length,
    jobs: new Map(jobs.map((job) => [job.id, job])),
    batch,
    queue,
    modelsRevision: state.modelsRevision + 1,
    adaptationsRevision: state.adaptationsRevision + 1,
    tagsRevision: state.tagsRevision + 1,
    excerptsRevision: state.excerptsRevision + 1,
    vectorsRevision: state.vectorsRevision + 1,
  });
  if (isResync) for (const listener of resyncListeners) listener();
  if (state.recordingsToCome > 0) {
    await new Promise((resolve) => setTimeout(resolve, LIST_LATER_MS));
    set({ ...state, recordings: byId(await everyRecording()), recordingsToCome: 0 });
  }
  if (isResync) {
    const known = new Set([...followed, ...[...state.separations.values()].map((item) => item.recordingId)]);
    await Promise.all([...known].filter((id) => state.recordings.has(id)).map(loadRecording));
  }
  for await (const event of events) {
    set(applyEvent(state, event));
    for (const listener of eventListeners) listener(event);
  }
}

/** Starts again where recordings came or went meanwhile, because that moves the pages. */
async function everyRecording(): Promise<readonly Recording[]> {
  for (;;) {
    const recordings: Recording[] = [];
    let total = 0;
    do {
      const page = await api.library.page({
        ...{ text: '', sort: NEWEST_FIRST },
        ...{ offset: recordings.length, limit: RECORDINGS_A_PAGE },
      });
      if (recordings.length > 0 && page.total !== total) break;
      total = page.total;
      if (page.recordings.length === 0) return recordings;
      recordings.push(...page.recordings);
    } while (recordings.length < total);
    if (recordings.length >= total) return recordings;
  }
}

let started = false;

/**
 * Connects and keeps the store in sync with the host for the lifetime of the page. If the library needs recovery, the
 * store stops: the recovery page reloads the window when the user has read its report, not as soon as the library opens.
 */
export function startStore(): void {
  if (started) return;
  started = true;
  connection.start();
  void (async () => {
    for (;;) {
      try {
        await follow();
      } catch (error) {
        if (connection.state === 'open') set({ ...state, problem: error });
        if (!state.loaded && isFailure(error) && RECOVERABLE.includes(error.code)) return;
        console.warn('The event stream ended', error);
      }
      await new Promise((resolve) => setTimeout(resolve, RESYNC_MS));
    }
  })();
}

/** Calls `listener` for every event, after the store has applied it. Returns an unsubscribe function. */
export function onHostEvent(listener: (event: HostEvent) => void): () => void {
  eventListeners.add(listener);
  return () => eventListeners.delete(listener);
}

/**
 * Calls `changed` for every event that `matches`, and after each reconnection: what happened while there was no connection
 * sends no event. Returns an unsubscribe function.
 */
export function onHostChange(matches: (event: HostEvent) => boolean, changed: () => void): () => void {
  const unfollow = onHostEvent((event) => {
    if (matches(event)) changed();
  });
  resyncListeners.add(changed);
  return () => {
    unfollow();
    resyncListeners.delete(changed);
  };
}

/** Loads a recording and its separations into the store, and returns them. @throws Failure */
export async function loadRecording(
  recordingId: RecordingId,
): Promise<{ readonly recording: Recording; readonly separations: readonly Separation[] }> {
  followed.add(recordingId);
  const { recording, separations } = await api.library.get({ recordingId });
  set(
    withSeparations(
      { ...state, recordings: new Map(state.recordings).set(recordingId, recording) },
      recordingId,
      separations,
    ),
  );
  return { recording, separations };
}

/** @throws Failure */
export async function saveSettings(change: Partial<Settings>): Promise<void> {
  set({ ...state, settings: await api.system.saveSettings(change) });
}

/** @throws Failure */
export async function setTrust(trusted: boolean): Promise<void> {
  set({ ...state, trust: await api.library.setTrust({ trusted }) });
}

/** Applies a job returned by a call, without waiting for its event. */
export function noteJob(job: Job): void {
  set(applyEvent(state, { type: 'job', job }));
}

/** Shows a newly queued job without waiting for its event. */
export async function noteQueued(jobId: JobId): Promise<void> {
  const job = (await api.jobs.list()).find(({ id }) => id === jobId);
  if (job !== undefined) noteJob(job);
}

export function noteRecording(recording: Recording): void {
  set(applyEvent(state, { type: 'recording', recording }));
}

export function forgetJob(jobId: JobId): void {
  const jobs = new Map(state.jobs);
  jobs.delete(jobId);
  set({ ...state, jobs });
}

export const hostState = (): HostState => state;

/** Subscribes to part of the state. `select` must return the same object while nothing has changed. */
export function useHost<T>(select: (state: HostState) => T): T {
  return useSyncExternalStore(subscribe, () => select(state));
}

export const useConnection = (): ConnectionState =>
  useSyncExternalStore(connection.subscribe, () => connection.state);
export const useCapabilities = (): Capabilities | null => useHost((host) => host.capabilities);
export const useSettings = (): Settings | null => useHost((host) => host.settings);
export const useTrust = (): LibraryTrustState | null => useHost((host) => host.trust);
/** Whether the recording's file is blocked because it lies outside an untrusted library. */
export const useLiesOutside = ({ available, storage }: Recording): boolean =>
  useTrust()?.trusted === false && !available && storage === 'reference';
export const useRecording = (id: RecordingId): Recording | undefined =>
  useHost((host) => host.recordings.get(id));
/** The import of a recording that is not ready; undefined without one. */
export const useImportJob = ({ id, state: importState }: Recording): Job | undefined =>
  useHost(({ jobs }) =>
    importState === 'ready'
      ? undefined
      : [...jobs.values()].find((job) => job.kind === 'import' && job.recordingId === id),
  );
export const useJob = (id: JobId | null): Job | undefined =>
  useHost((host) => (id === null ? undefined : host.jobs.get(id)));

export function useJobs(): readonly Job[] {
  const jobs = useHost((host) => host.jobs);
  return useMemo(() => sortedJobs(jobs.values()), [jobs]);
}

/** A recording's separations, newest first. */
export function useSeparationsOf(recordingId: RecordingId): readonly Separation[] {
  const separations = useHost((host) => host.separations);
  return useMemo(
    () =>
      [...separations.values()]
        .filter((separation) => separation.recordingId === recordingId)
        .sort((a, b) => b.createdAt.localeCompare(a.createdAt)),
    [separations, recordingId],
  );
}
