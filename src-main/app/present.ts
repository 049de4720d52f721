import type { Job } from '../../src-shared/contract/job.ts';
import type { Recording, UnreadyRecording } from '../../src-shared/contract/recording.ts';
import type { LiveSeparation, Separation, Stem } from '../../src-shared/contract/separation.ts';
import type { LiveRun, LiveStems } from '../jobs/kinds/live-stems.ts';
import type { JobView } from '../jobs/queue/queue.ts';
import type { ReadyStoredRecording, StoredRecording } from '../library/rows/recordings.ts';
import type { StoredSeparation, StoredStem } from '../library/rows/separations.ts';
import { isFailure } from '../../src-shared/contract/failure.ts';
import type { Grants } from './grants.ts';
import type { Sources } from './sources.ts';

/**
 * Presents library rows as the contract defines them: no path leaves the host unless the door may show it.
 */

export async function presentRecording(row: StoredRecording, sources: Sources): Promise<Recording> {
  const {
    id,
    title,
    fileName,
    storage,
    players,
    importedAt,
    isDemo,
    notes,
    metadata,
    cover,
    heard,
    expectedSdr,
  } = row;
  const facts = {
    id,
    title,
    fileName,
    storage,
    players,
    importedAt,
    isDemo,
    notes,
    metadata,
    cover,
    heard,
    expectedSdr,
    available: (await sources.check(row)) === 'available',
  };
  if (row.state !== 'ready') return { ...facts, state: row.state, header: headerOf(row) };
  const { state, format, sampleFormat, sampleRate, channels, frames } = row;
  return { ...facts, state, format, sampleFormat, sampleRate, channels, frames };
}

/** All header fields are stored together, so one check covers them. */
function headerOf(row: Exclude<StoredRecording, ReadyStoredRecording>): UnreadyRecording['header'] {
  const { format, sampleFormat, sampleRate, channels, frames } = row;
  if (format === null || sampleFormat === null || sampleRate === null || channels === null) return null;
  return { format, sampleFormat, sampleRate, channels, frames };
}

export function presentStem(row: StoredStem): Stem {
  const { id, separationId, name, label, instrument, isRest, channels, frames, sampleRate } = row;
  const { rmsDbfs, heard, expectedSdr } = row;
  return {
    ...{ id, separationId, name, label, instrument, isRest, channels, frames, sampleRate },
    ...{ rmsDbfs, heard, expectedSdr },
  };
}

function presentRun({
  separationId,
  stems,
  channels,
  frames,
  sampleRate,
  readyFrames,
}: LiveRun): LiveSeparation {
  return {
    readyFrames,
    stems: stems.map(({ id, name, label, instrument, isRest }) => ({
      id,
      separationId,
      name,
      label,
      instrument,
      isRest,
      channels,
      frames,
      sampleRate,
      rmsDbfs: null,
      heard: null,
      expectedSdr: null,
    })),
  };
}

export function presentSeparation(row: StoredSeparation, live: LiveStems): Separation {
  const { id, recordingId, modelId, modelVersion, players, from, to } = row;
  const { createdAt, projectId, notes, notesSha256, effort, undeclared, version } = row;
  const facts = {
    id,
    recordingId,
    modelId,
    modelVersion,
    players,
    from,
    to,
    createdAt,
    projectId,
    notes,
    notesSha256,
    effort,
    undeclared,
    version,
  };
  if (row.state === 'ready') {
    const { state, provider, tookSeconds } = row;
    const stemFormat = row.stems.some(({ path }) => path.endsWith('.flac')) ? 'flac' : 'wav';
    const stems = row.stems.map(presentStem);
    return { ...facts, state, provider, tookSeconds, stems, stemFormat, live: null };
  }
  const unready = { ...facts, provider: row.provider, tookSeconds: null, stems: [] as [] };
  if (row.state !== 'running') return { ...unready, state: row.state, live: null };
  const run = live.of(id);
  return { ...unready, state: row.state, live: run === null ? null : presentRun(run) };
}

/** Skips files that no longer exist; `showPaths` if the user sits at the host. */
export function presentJob(view: JobView, grants: Grants, showPaths: boolean): Job {
  const { id, kind, state, title, recordingId, separationId, projectId } = view;
  const { progress, phase, secondsLeft, failure, loudness, createdAt } = view;
  return {
    id,
    kind,
    state,
    title,
    recordingId,
    separationId,
    projectId,
    progress,
    phase,
    secondsLeft,
    failure,
    loudness,
    createdAt,
    priority: view.priority,
    // The files that an untrusted library lists could be any files of the user, so they are not granted.
    files: (view.isHeld ? [] : view.files).flatMap(
      ({ path, name, bytes, loudness: levels, missingImpulses }) => {
        try {
          const { grantId } = grants.grantPath(path, { kind: 'file', access: 'read', name });
          return [{ grantId, name, bytes, path: showPaths ? path : null, loudness: levels, missingImpulses }];
        } catch (error) {
          if (isFailure(error) && error.code === 'file/not-found') return [];
          throw error;
        }
      },
    ),
  };
}
