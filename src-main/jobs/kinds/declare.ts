import type { z } from 'zod';
import type { PythonCheck } from '../../../src-shared/contract/adaptation.ts';
import {
  newJobId,
  type JobId,
  type ProjectId,
  type RecordingId,
  type SeparationId,
} from '../../../src-shared/project/ids.ts';
import type { ModelRegistry } from '../../inference/registry.ts';
import type { WritableDatabase } from '../../library/database.ts';
import type { LibraryFolder } from '../../library/folder.ts';
import type { Log } from '../../library/log/log.ts';
import type { NewJob, StoredJob } from '../../library/rows/jobs.ts';
import type { JobKindRunner } from '../queue/job-kind.ts';
import type { SpawnProcess } from '../tasks/task-protocol.ts';
import type { LibraryChanges, SourceCheck } from './changes.ts';
import type { LiveStems } from './live-stems.ts';

/** What jobs work with. */
export interface JobRooms {
  readonly write: WritableDatabase;
  readonly folder: LibraryFolder;
  readonly changes: LibraryChanges;
  readonly models: ModelRegistry;
  readonly sources: SourceCheck;
  readonly live: LiveStems;
  readonly spawn: SpawnProcess;
  readonly log: Log;
  /** Execution providers in the order in which they are tried. */
  readonly providers: readonly string[];
  /** Of inference and of training. */
  readonly threads: number;
  /** Where exports go that name no folder. */
  readonly downloadsDir: string;
  /** Holds `training`, the programs that train. */
  readonly programDir: string;
  readonly findPython: (signal: AbortSignal) => Promise<PythonCheck>;
}

/** What a job is about, as its row names it. */
export interface JobSubject {
  /** A new one where left out. */
  readonly id?: JobId;
  readonly title: string;
  readonly recordingId?: RecordingId;
  readonly separationId?: SeparationId;
  readonly projectId?: ProjectId;
}

interface Declaration<P> {
  readonly name: string;
  /** What it takes to run the job, kept beside it. */
  readonly payload: z.ZodType<P>;
  /** Uploaded files that a job reads, or would read if it was started again. */
  readonly uploads?: (payload: P) => readonly string[];
  readonly runner: (rooms: JobRooms) => JobKindRunner;
}

/** One kind of job: how to make one, and what does it. */
export interface JobKind<P> {
  readonly name: string;
  /** To be queued. */
  job(subject: JobSubject, payload: P): NewJob;
  /** Empty once the job is done. */
  uploads(job: StoredJob): readonly string[];
  runner(rooms: JobRooms): JobKindRunner;
}

export function declareKind<P>({ name, payload, uploads, runner }: Declaration<P>): JobKind<P> {
  return {
    name,
    runner,
    job: ({ id = newJobId(), title, recordingId, separationId, projectId }, value) => ({
      id,
      kind: name,
      title,
      recordingId: recordingId ?? null,
      separationId: separationId ?? null,
      projectId: projectId ?? null,
      payload: value,
    }),
    uploads: (job) =>
      uploads === undefined || job.kind !== name || job.state === 'done'
        ? []
        : uploads(payload.parse(job.payload)),
  };
}
