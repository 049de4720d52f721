import { z } from 'zod';
import { FileLoudness } from '../../../src-shared/contract/export.ts';
import { FailureSchema } from '../../../src-shared/contract/failure.ts';
import { Job, JobKind, JobState } from '../../../src-shared/contract/job.ts';
import { JobId, ProjectId, RecordingId, SeparationId } from '../../../src-shared/project/ids.ts';
import { json, jsonOrNull } from './columns.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

/** A file that a job wrote, by its absolute path. */
export const JobFile = z.object({
  path: z.string(),
  name: z.string(),
  bytes: z.number(),
  loudness: FileLoudness.nullable().default(null),
  missingImpulses: z.array(z.string()).optional(),
});
export type JobFile = z.infer<typeof JobFile>;

const Loudness = Job.shape.loudness.unwrap();
export type JobLoudness = z.infer<typeof Loudness>;

const JobRow = z.object({
  id: JobId,
  kind: JobKind,
  state: JobState,
  title: z.string(),
  recordingId: RecordingId.nullable(),
  separationId: SeparationId.nullable(),
  projectId: ProjectId.nullable(),
  progress: z.number(),
  phase: z.string(),
  /** How often it was started automatically; limits retries of a job that crashes the program. */
  attempts: z.number().int(),
  /** Higher starts first: see `JOB_PRIORITIES`. */
  priority: z.number().int(),
  payload: json(z.unknown()),
  failure: jsonOrNull(FailureSchema),
  files: json(z.array(JobFile)),
  loudness: jsonOrNull(Loudness),
  createdAt: z.string(),
});
export type StoredJob = z.infer<typeof JobRow>;

const SELECT = `
  SELECT id, kind, state, title, recording_id AS recordingId, separation_id AS separationId,
    project_id AS projectId, progress, phase, attempts, priority, payload, failure, files, loudness, created_at AS createdAt
  FROM jobs`;

export const JOBS_IN_STATE = `${SELECT} WHERE state = $state ORDER BY priority DESC, seq`;

/** Oldest first. */
export function listJobs(db: ReadableDatabase): StoredJob[] {
  return db.list(`${SELECT} ORDER BY seq`, JobRow);
}

/** Those that start first come first. */
export function jobsInState(db: ReadableDatabase, state: StoredJob['state']): StoredJob[] {
  return db.list(JOBS_IN_STATE, JobRow, { state });
}

/** Ended jobs except the newest `kept`. */
export function endedJobsBeyond(db: ReadableDatabase, kept: number): StoredJob[] {
  return db.list(
    `${SELECT} WHERE state IN ('done', 'failed', 'cancelled') ORDER BY seq DESC LIMIT -1 OFFSET $kept`,
    JobRow,
    { kept },
  );
}

export function getJob(db: ReadableDatabase, id: JobId): StoredJob | null {
  return db.get(`${SELECT} WHERE id = $id`, JobRow, { id });
}

export interface NewJob {
  readonly id: JobId;
  readonly kind: StoredJob['kind'];
  readonly title: string;
  readonly recordingId: RecordingId | null;
  readonly separationId: SeparationId | null;
  readonly projectId: ProjectId | null;
  readonly payload: unknown;
}

export function insertJob(db: WritableDatabase, job: NewJob, priority = 0): void {
  db.run(
    `INSERT INTO jobs (id, kind, state, title, recording_id, separation_id, project_id, payload, created_at, priority)
     VALUES ($id, $kind, 'queued', $title, $recordingId, $separationId, $projectId, $payload, $createdAt, $priority)`,
    { ...job, priority, payload: JSON.stringify(job.payload), createdAt: new Date().toISOString() },
  );
}

export function setJobProgress(db: WritableDatabase, id: JobId, progress: number, phase: string): void {
  db.hint('UPDATE jobs SET progress = $progress, phase = $phase WHERE id = $id', { id, progress, phase });
}

/**
 * Queues a job again, because the user retries it (`attempts` 0) or because the program stopped while it ran.
 */
export function requeueJob(db: WritableDatabase, id: JobId, attempts: number): void {
  db.run(`UPDATE jobs SET state = 'queued', failure = NULL, attempts = $attempts WHERE id = $id`, {
    id,
    attempts,
  });
}

/** Puts a waiting job before all others that wait. */
export function raiseJob(db: WritableDatabase, id: JobId): void {
  db.run(
    `UPDATE jobs SET priority = (SELECT max(priority) FROM jobs WHERE state = 'queued') + 1
     WHERE id = $id AND state = 'queued'`,
    { id },
  );
}

export function startJob(db: WritableDatabase, id: JobId): void {
  db.run(`UPDATE jobs SET state = 'running', attempts = attempts + 1 WHERE id = $id`, { id });
}

export interface JobEnd {
  readonly state: 'done' | 'failed' | 'cancelled';
  readonly progress?: number;
  readonly failure?: z.infer<typeof FailureSchema>;
  readonly files?: readonly JobFile[];
  readonly loudness?: JobLoudness | null;
}

export function endJob(db: WritableDatabase, id: JobId, end: JobEnd): void {
  db.run(
    `UPDATE jobs SET state = $state, progress = COALESCE($progress, progress), failure = $failure,
       files = $files, loudness = $loudness WHERE id = $id`,
    {
      id,
      state: end.state,
      progress: end.progress ?? null,
      failure: end.failure === undefined ? null : JSON.stringify(end.failure),
      files: JSON.stringify(end.files ?? []),
      loudness: end.loudness ? JSON.stringify(end.loudness) : null,
    },
  );
}

/** A retried import creates its recording again; this links the job to it. */
export function setJobRecording(db: WritableDatabase, id: JobId, recordingId: RecordingId): void {
  db.run('UPDATE jobs SET recording_id = $recordingId WHERE id = $id', { id, recordingId });
}

export function setJobPayload(db: WritableDatabase, id: JobId, payload: unknown): void {
  db.run('UPDATE jobs SET payload = $payload WHERE id = $id', { id, payload: JSON.stringify(payload) });
}

export function deleteJob(db: WritableDatabase, id: JobId): void {
  db.run('DELETE FROM jobs WHERE id = $id', { id });
}
