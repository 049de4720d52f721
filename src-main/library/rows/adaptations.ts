import { z } from 'zod';
import {
  AdaptationResult,
  FinishedAdaptationState,
  Pretraining,
  UnfinishedAdaptationState,
  type AdaptationClip,
} from '../../../src-shared/contract/adaptation.ts';
import {
  AdaptationId,
  clipParts,
  JobId,
  RecordingId,
  StemId,
  type ClipId,
} from '../../../src-shared/project/ids.ts';
import { Instrument } from '../../../src-shared/project/players.ts';
import { json, required } from './columns.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

/** Something to learn from: samples `[from, to)` of a recording or stem, and who plays there. */
const Source = z.object({
  audioId: z.union([RecordingId, StemId]),
  from: z.number().int().nonnegative(),
  to: z.number().int().positive(),
  title: z.string(),
  players: z.array(Instrument).min(1),
});
export type StoredSource = z.infer<typeof Source>;

const Sources = z.object({ recordings: z.array(Source), solos: z.array(Source) });

const AdaptationColumns = z.object({
  id: AdaptationId,
  jobId: JobId,
  name: z.string(),
  modelId: z.string(),
  fromId: z.string(),
  fromVersion: z.string(),
  minutes: z.number().int(),
  pretraining: Pretraining,
  sources: Sources,
  createdAt: z.string(),
});

const Unfinished = {
  state: UnfinishedAdaptationState,
  // While an adaptation runs again, the row still contains the previous run's result.
  result: z.unknown().transform((): null => null),
};

/** An adaptation as the trash keeps it. */
export const AdaptationRow = z.discriminatedUnion('state', [
  AdaptationColumns.extend(Unfinished),
  AdaptationColumns.extend({ state: FinishedAdaptationState, result: AdaptationResult }),
]);
export type StoredAdaptation = z.infer<typeof AdaptationRow>;

const StoredColumns = AdaptationColumns.extend({ sources: json(Sources) });
const Row = z.discriminatedUnion('state', [
  StoredColumns.extend(Unfinished),
  StoredColumns.extend({
    state: FinishedAdaptationState,
    result: required(json(AdaptationResult), 'the adaptation is finished'),
  }),
]);

const SELECT = `
  SELECT id, job_id AS jobId, name, model_id AS modelId, from_id AS fromId, from_version AS fromVersion, minutes, pretraining,
    state, sources, result, created_at AS createdAt
  FROM adaptations`;

/** Newest first. */
export function listAdaptations(db: ReadableDatabase): StoredAdaptation[] {
  return db.list(`${SELECT} ORDER BY seq DESC`, Row);
}

export function getAdaptation(db: ReadableDatabase, id: AdaptationId): StoredAdaptation | null {
  return db.get(`${SELECT} WHERE id = $id`, Row, { id });
}

export function insertAdaptation(
  db: WritableDatabase,
  row: Omit<z.infer<typeof AdaptationColumns>, 'createdAt'>,
): void {
  db.run(
    `INSERT INTO adaptations (id, job_id, name, model_id, from_id, from_version, minutes, pretraining, state, sources, created_at)
     VALUES ($id, $jobId, $name, $modelId, $fromId, $fromVersion, $minutes, $pretraining, 'running', $sources, $createdAt)`,
    {
      id: row.id,
      jobId: row.jobId,
      name: row.name,
      modelId: row.modelId,
      fromId: row.fromId,
      fromVersion: row.fromVersion,
      minutes: row.minutes,
      pretraining: row.pretraining,
      sources: JSON.stringify(row.sources),
      createdAt: new Date().toISOString(),
    },
  );
}

/** Makes the row of a removed adaptation again. */
export function restoreAdaptation(db: WritableDatabase, row: StoredAdaptation): void {
  db.transaction(() => {
    insertAdaptation(db, row);
    // No job remains to continue it.
    const state = row.state === 'running' ? 'cancelled' : row.state;
    db.run(
      'UPDATE adaptations SET state = $state, result = $result, created_at = $createdAt WHERE id = $id',
      {
        id: row.id,
        state,
        result: row.result === null ? null : JSON.stringify(row.result),
        createdAt: row.createdAt,
      },
    );
  });
}

/** `kept` follows `ready`; `storeAdaptationResult` makes an adaptation ready. */
export function setAdaptationState(
  db: WritableDatabase,
  id: AdaptationId,
  state: Exclude<StoredAdaptation['state'], 'ready'>,
): void {
  db.run('UPDATE adaptations SET state = $state WHERE id = $id', { id, state });
}

/** Assigns the job that continues the adaptation after its first job is gone. */
export function setAdaptationJob(db: WritableDatabase, id: AdaptationId, jobId: JobId): void {
  db.run('UPDATE adaptations SET job_id = $jobId WHERE id = $id', { id, jobId });
}

export function storeAdaptationResult(
  db: WritableDatabase,
  id: AdaptationId,
  result: AdaptationResult,
): void {
  db.run(`UPDATE adaptations SET state = 'ready', result = $result WHERE id = $id`, {
    id,
    result: JSON.stringify(result),
  });
}

export function deleteAdaptation(db: WritableDatabase, id: AdaptationId): void {
  db.run('DELETE FROM adaptations WHERE id = $id', { id });
}

/** The audio clip of a finished adaptation; null if the adaptation no longer exists. */
export function findClip(db: ReadableDatabase, id: ClipId): AdaptationClip | null {
  const adaptation = getAdaptation(db, clipParts(id).adaptation);
  return adaptation?.result?.clips.find((clip) => clip.id === id) ?? null;
}
