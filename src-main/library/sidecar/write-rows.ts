import type { ItemId, RecordingId, StemId } from '../../../src-shared/project/ids.ts';
import { z } from 'zod';
import { toFlag } from '../rows/columns.ts';
import type { SqlParams, WritableDatabase } from '../database.ts';
import { putScore } from '../rows/recording-notes.ts';
import { insertStemVersion } from '../rows/stem-versions.ts';
import { setPlayers } from '../rows/recordings.ts';
import type { ExcerptRows, ProjectRows, RecordingRows, SeparationRows, TagRow } from './row-documents.ts';
import { decideTag } from '../rows/tags.ts';

/** Recreates a recording's rows. The caller checks that none exist and runs this in a transaction. */
export function writeRecordingRows(db: WritableDatabase, rows: RecordingRows): void {
  db.transaction(() => {
    db.run(
      `INSERT INTO recordings (id, title, file_name, state, storage, is_demo, imported_at, source_path, source_bytes,
         source_mtime_ms, sha256, format, sample_format, sample_rate, channels, frames, audio_path, channel_map, notes, metadata,
         cover)
       VALUES ($id, $title, $fileName, $state, $storage, $isDemo, $importedAt, $sourcePath, $sourceBytes,
         $sourceMtimeMs, $sha256, $format, $sampleFormat, $sampleRate, $channels, $frames, $audioPath, $channelMap, $notes,
         $metadata, $cover)`,
      columnsOf(rows),
    );
    writeParts(db, rows);
  });
}

/** Updates a recording's rows to match the document; its separations are unchanged. */
export function replaceRecordingRows(db: WritableDatabase, rows: RecordingRows): void {
  db.transaction(() => {
    db.run(
      `UPDATE recordings SET title = $title, file_name = $fileName, state = $state, storage = $storage,
         is_demo = $isDemo, imported_at = $importedAt, source_path = $sourcePath, source_bytes = $sourceBytes,
         source_mtime_ms = $sourceMtimeMs, sha256 = $sha256, format = $format, sample_format = $sampleFormat,
         sample_rate = $sampleRate, channels = $channels, frames = $frames, audio_path = $audioPath,
         channel_map = $channelMap, notes = $notes, metadata = $metadata,
         cover = $cover
       WHERE id = $id`,
      columnsOf(rows),
    );
    db.run('DELETE FROM excerpts WHERE recording_id = $id AND stem_id IS NULL', { id: rows.id });
    db.run('DELETE FROM note_revisions WHERE recording_id = $id', { id: rows.id });
    db.run('DELETE FROM scores WHERE recording_id = $id', { id: rows.id });
    db.run('DELETE FROM item_tags WHERE item = (SELECT seq FROM items WHERE id = $id)', { id: rows.id });
    writeParts(db, rows);
  });
}

function writeParts(db: WritableDatabase, rows: RecordingRows): void {
  setPlayers(db, rows.id, rows.players);
  writeTags(db, rows.id, rows.tags);
  for (const excerpt of rows.excerpts) writeExcerpt(db, rows.id, null, excerpt);
  if (rows.noteDocument !== null) writeNotes(db, rows.id, rows.noteDocument);
  if (rows.score !== null) {
    const { report, ...score } = rows.score;
    putScore(db, { ...score, recordingId: rows.id, report: JSON.stringify(report) });
  }
}

const columnsOf = (rows: RecordingRows): SqlParams => ({
  id: rows.id,
  title: rows.title,
  fileName: rows.fileName,
  state: rows.state,
  storage: rows.storage,
  isDemo: toFlag(rows.isDemo),
  importedAt: rows.importedAt,
  sourcePath: rows.sourcePath,
  sourceBytes: rows.sourceBytes,
  sourceMtimeMs: rows.sourceMtimeMs,
  sha256: rows.sha256,
  format: rows.format,
  sampleFormat: rows.sampleFormat,
  sampleRate: rows.sampleRate,
  channels: rows.channels,
  frames: rows.frames,
  audioPath: rows.audioPath,
  channelMap: rows.channelMap === null ? null : JSON.stringify(rows.channelMap),
  notes: JSON.stringify(rows.notes),
  metadata: JSON.stringify(rows.metadata),
  cover: rows.cover,
});

/** As `writeRecordingRows`; its recording is there. */
export function writeSeparationRows(db: WritableDatabase, rows: SeparationRows): void {
  const { id, recordingId } = rows;
  db.transaction(() => {
    db.run(
      `INSERT INTO separations (id, recording_id, model_id, model_version, provider, players, from_sample, to_sample,
         state, created_at, took_seconds, notes, undeclared, notes_sha256, effort, version, pin, segments, segments_done)
       VALUES ($id, $recordingId, $modelId, $modelVersion, $provider, $players, $from, $to,
         $state, $createdAt, $tookSeconds, $notes, $undeclared, $notesSha256, $effort, $version, $pin, $segments, $segmentsDone)`,
      {
        id,
        recordingId,
        modelId: rows.modelId,
        modelVersion: rows.modelVersion,
        provider: rows.provider,
        players: JSON.stringify(rows.players),
        from: rows.from,
        to: rows.to,
        // No job remains to continue it.
        state: rows.state === 'running' ? 'cancelled' : rows.state,
        createdAt: rows.createdAt,
        tookSeconds: rows.tookSeconds,
        notes: JSON.stringify(rows.notes),
        undeclared: JSON.stringify(rows.undeclared),
        notesSha256: rows.notesSha256,
        effort: rows.effort,
        version: rows.version,
        pin: rows.pin,
        segments: rows.segments,
        segmentsDone: rows.segmentsDone,
      },
    );
    for (const [position, stem] of rows.stems.entries()) {
      const { tags, excerpts, isRest, ...columns } = stem;
      db.run(
        `INSERT INTO stems
           (id, separation_id, position, name, label, instrument, is_rest, channels, frames, sample_rate, path, rms_dbfs)
         VALUES ($id, $separationId, $position, $name, $label, $instrument, $isRest, $channels, $frames,
           $sampleRate, $path, $rmsDbfs)`,
        { ...columns, separationId: id, position, isRest: toFlag(isRest) },
      );
      writeTags(db, stem.id, tags);
      for (const excerpt of excerpts) writeExcerpt(db, recordingId, stem.id, excerpt);
    }
    for (const version of rows.versions) insertStemVersion(db, { separationId: id, ...version });
    if (rows.quality !== null) {
      db.run('INSERT INTO quality (separation_id, created_at, report) VALUES ($id, $createdAt, $report)', {
        id,
        createdAt: rows.quality.createdAt,
        report: JSON.stringify(rows.quality.report),
      });
    }
    for (const project of projectsIn(rows)) writeProject(db, id, project);
  });
}

function writeNotes(
  db: WritableDatabase,
  recordingId: RecordingId,
  { revision, hash, savedAt, document }: NonNullable<RecordingRows['noteDocument']>,
): void {
  db.run(
    `INSERT INTO note_revisions (recording_id, revision, hash, document, saved_at)
     VALUES ($recordingId, $revision, $hash, $document, $savedAt)`,
    { recordingId, revision, hash, savedAt, document: JSON.stringify(document) },
  );
}

/** All mixes, the first one first. */
export const projectsIn = ({ project, otherProjects }: SeparationRows): readonly ProjectRows[] =>
  project === null ? otherProjects : [project, ...otherProjects];

function writeProject(
  db: WritableDatabase,
  separationId: string,
  { id, revision, updatedAt, openedAt, removedAt, document }: ProjectRows,
): void {
  db.run(
    `INSERT INTO projects (id, separation_id, revision, updated_at, opened_at, removed_at)
     VALUES ($id, $separationId, $revision, $updatedAt, $openedAt, $removedAt)`,
    { id, separationId, revision, updatedAt, openedAt, removedAt },
  );
  db.run(
    `INSERT INTO project_revisions (project_id, revision, document, saved_at)
     VALUES ($id, $revision, $document, $updatedAt)`,
    { id, revision, updatedAt, document: JSON.stringify(document) },
  );
}

function writeExcerpt(
  db: WritableDatabase,
  recordingId: RecordingId,
  stemId: StemId | null,
  { tags, ...excerpt }: ExcerptRows,
): void {
  db.run(
    `INSERT INTO excerpts (id, recording_id, stem_id, name, from_sample, to_sample, created_at)
     VALUES ($id, $recordingId, $stemId, $name, $from, $to, $createdAt)`,
    { ...excerpt, recordingId, stemId },
  );
  writeTags(db, excerpt.id, tags);
}

function writeTags(db: WritableDatabase, id: ItemId, tags: readonly TagRow[]): void {
  if (tags.length === 0) return;
  const item = db.get('SELECT seq FROM items WHERE id = $id', z.object({ seq: z.number().int() }), { id });
  if (item === null) throw new Error(`no item for ${id}`);
  for (const { tag, holds } of tags) decideTag(db, item.seq, tag, holds);
}
