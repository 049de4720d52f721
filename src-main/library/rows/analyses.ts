import { z } from 'zod';
import { Heard, StemHeard, Timeline } from '../../../src-shared/contract/listening.ts';
import { RecordingId, SeparationId, StemId } from '../../../src-shared/project/ids.ts';
import { fromVector, json, jsonOrNull, vectorOrNull } from './columns.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { requireVector } from '../search/vectors.ts';

const AnalysisRow = z.object({
  /** What an index over the vectors knows it by; another after each new analysis. */
  seq: z.number().int(),
  /** Id of the analysed recording or stem. */
  audioId: z.string(),
  recordingId: RecordingId,
  stemId: StemId.nullable(),
  modelId: z.string(),
  modelVersion: z.string(),
  weightsSha256: z.string(),
  analysedAt: z.string(),
  heard: json(Heard),
  stemHeard: jsonOrNull(StemHeard),
  timeline: json(Timeline),
  /** Unit length; null where nothing sounds. */
  vector: vectorOrNull,
});
export type StoredAnalysis = z.infer<typeof AnalysisRow>;

const COLUMNS = `
  seq, audio_id AS audioId, recording_id AS recordingId, stem_id AS stemId, model_id AS modelId,
  model_version AS modelVersion, weights_sha256 AS weightsSha256, analysed_at AS analysedAt, heard,
  stem_heard AS stemHeard, timeline, vector`;

export function getAnalysis(db: ReadableDatabase, audioId: string): StoredAnalysis | null {
  return db.get(`SELECT ${COLUMNS} FROM analyses WHERE audio_id = $audioId`, AnalysisRow, { audioId });
}

/** Who plays when, or null where it was not analysed. */
export function getTimeline(db: ReadableDatabase, audioId: string): Timeline | null {
  const row = db.get(
    'SELECT timeline FROM analyses WHERE audio_id = $audioId',
    z.object({ timeline: json(Timeline) }),
    { audioId },
  );
  return row?.timeline ?? null;
}

export type NewAnalysis = Omit<StoredAnalysis, 'seq' | 'analysedAt'>;

/** Replaces an earlier analysis of the same audio. */
export function putAnalysis(db: WritableDatabase, analysis: NewAnalysis): void {
  db.transaction(() => {
    deleteAnalysis(db, analysis.audioId);
    db.run(
      `INSERT INTO analyses (audio_id, recording_id, stem_id, model_id, model_version, weights_sha256, analysed_at,
         heard, stem_heard, timeline, vector)
       VALUES ($audioId, $recordingId, $stemId, $modelId, $modelVersion, $weightsSha256, $analysedAt, $heard,
         $stemHeard, $timeline, $vector)`,
      {
        ...analysis,
        analysedAt: new Date().toISOString(),
        heard: JSON.stringify(analysis.heard),
        stemHeard: analysis.stemHeard === null ? null : JSON.stringify(analysis.stemHeard),
        timeline: JSON.stringify(analysis.timeline),
        vector: analysis.vector === null ? null : fromVector(requireVector(analysis.vector)),
      },
    );
  });
}

export function deleteAnalysis(db: WritableDatabase, audioId: string): void {
  db.run('DELETE FROM analyses WHERE audio_id = $audioId', { audioId });
}

/** What weights of this hash have yet to hear: recordings that can be read, and separations with a stem of that kind. */
export function notHeardBy(
  db: ReadableDatabase,
  weightsSha256: string,
): { readonly recordings: RecordingId[]; readonly separations: SeparationId[] } {
  const recordings = db.all(
    `SELECT r.id FROM recordings r LEFT JOIN analyses a ON a.audio_id = r.id AND a.weights_sha256 = $weightsSha256
     WHERE r.state = 'ready' AND a.seq IS NULL ORDER BY r.seq DESC`,
    z.object({ id: RecordingId }),
    { weightsSha256 },
  );
  const separations = db.all(
    `SELECT DISTINCT s.id, s.created_at FROM separations s JOIN stems t ON t.separation_id = s.id
     LEFT JOIN analyses a ON a.audio_id = t.id AND a.weights_sha256 = $weightsSha256
     WHERE s.state = 'ready' AND a.seq IS NULL ORDER BY s.created_at DESC`,
    z.object({ id: SeparationId }),
    { weightsSha256 },
  );
  return { recordings: recordings.map(({ id }) => id), separations: separations.map(({ id }) => id) };
}
