import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { SampleFormat } from '../../../src-shared/contract/audio.ts';
import { CoverName } from '../../../src-shared/contract/cover.ts';
import { Metadata } from '../../../src-shared/contract/metadata.ts';
import { Heard } from '../../../src-shared/contract/listening.ts';
import { UnreadyRecordingState } from '../../../src-shared/contract/recording.ts';
import { RecordingId } from '../../../src-shared/project/ids.ts';
import { DeclaredInstrument, type Ensemble } from '../../../src-shared/project/players.ts';
import { flag, json, jsonOrNull, required, toFlag } from './columns.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

const RecordingColumns = z.object({
  id: RecordingId,
  title: z.string(),
  fileName: z.string(),
  storage: z.enum(['reference', 'copy']),
  isDemo: flag,
  importedAt: z.string(),
  sourcePath: z.string(),
  sourceBytes: z.number(),
  sourceMtimeMs: z.number(),
  notes: json(z.array(z.string())),
  metadata: json(Metadata),
  heard: jsonOrNull(Heard),
  cover: CoverName.nullable(),
  expectedSdr: z.number().nullable(),
  /** Null until the source was read, and where the library was rebuilt from audio without a sidecar. */
  sha256: z.string().nullable(),
});

/** Reading the source fills these, the header's first. Paths are as stored: see `fromStoredPath`. */
const UnreadyRow = RecordingColumns.extend({
  state: UnreadyRecordingState,
  format: z.string().nullable(),
  sampleFormat: SampleFormat.nullable(),
  sampleRate: z.number().int().nullable(),
  channels: z.number().int().nullable(),
  frames: z.number().int().nullable(),
  audioPath: z.string().nullable(),
  channelMap: jsonOrNull(z.array(z.number().int())),
});

const whenReady = <T extends z.ZodType>(schema: T) => required(schema, 'the recording is ready');

const ReadyRow = RecordingColumns.extend({
  state: z.literal('ready'),
  format: whenReady(z.string()),
  sampleFormat: whenReady(SampleFormat),
  sampleRate: whenReady(z.number().int().positive()),
  channels: whenReady(z.number().int().positive()),
  frames: whenReady(z.number().int().nonnegative()),
  audioPath: whenReady(z.string()),
  channelMap: whenReady(json(z.array(z.number().int().nonnegative()).min(1))),
});

const RecordingRow = z.discriminatedUnion('state', [UnreadyRow, ReadyRow]);

const PlayerRow = z.object({
  recordingId: RecordingId,
  id: z.string(),
  instrument: DeclaredInstrument,
  label: z.string(),
});

export type StoredRecording = z.infer<typeof RecordingRow> & { readonly players: Ensemble };
export type ReadyStoredRecording = Extract<StoredRecording, { state: 'ready' }>;

const COLUMNS = `
  r.id, r.title, r.file_name AS fileName, r.state, r.storage, r.is_demo AS isDemo, r.imported_at AS importedAt,
  r.source_path AS sourcePath, r.source_bytes AS sourceBytes, r.source_mtime_ms AS sourceMtimeMs, r.sha256,
  r.format, r.sample_format AS sampleFormat, r.sample_rate AS sampleRate, r.channels, r.frames,
  r.audio_path AS audioPath, r.channel_map AS channelMap, r.notes, r.metadata, r.cover, a.heard,
  (SELECT f.quality FROM items i JOIN recording_facts f ON f.item = i.seq WHERE i.id = r.id) AS expectedSdr`;
const HEARD = 'LEFT JOIN analyses a ON a.audio_id = r.id';

const PLAYER_COLUMNS = 'SELECT recording_id AS recordingId, player_id AS id, instrument, label FROM players';
const EVERY_PLAYER = `${PLAYER_COLUMNS} ORDER BY recording_id, position`;
const PLAYERS_OF = `${PLAYER_COLUMNS} WHERE recording_id IN (SELECT value FROM json_each($ids)) ORDER BY recording_id, position`;
/** For more recordings the players of all are read at once. */
const MANY = 2000;

export const RECORDINGS_NEWEST_FIRST = `SELECT ${COLUMNS} FROM recordings r ${HEARD} ORDER BY r.imported_at DESC, r.seq DESC`;

const RECORDINGS_OF_ITEMS = `
  SELECT ${COLUMNS} FROM json_each($seqs) j JOIN items i ON i.seq = j.value JOIN recordings r ON r.id = i.recording_id
  ${HEARD} ORDER BY j.key`;

/** As `recordingsByItem`, the ids alone. */
export const recordingIdsByItem = (db: ReadableDatabase, seqs: readonly number[]): RecordingId[] =>
  db
    .all(
      'SELECT f.recording_id AS id FROM json_each($seqs) j CROSS JOIN recording_facts f ON f.item = j.value ORDER BY j.key',
      z.object({ id: RecordingId }),
      { seqs: JSON.stringify(seqs) },
    )
    .map(({ id }) => id);

/** Recordings whose audio is read where it lies, by an absolute path; paths in the library are stored without a root. */
export const audioOutside = (db: ReadableDatabase): { id: RecordingId; audioPath: string }[] =>
  db
    .all(
      `SELECT id, audio_path AS audioPath FROM recordings WHERE state = 'ready' AND audio_path IS NOT NULL
       AND (audio_path GLOB '/*' OR audio_path GLOB '\\*' OR audio_path GLOB '?:*')`,
      z.object({ id: RecordingId, audioPath: z.string() }),
    )
    .filter(({ audioPath }) => isAbsolute(audioPath));

/** Newest first. */
export function listRecordings(db: ReadableDatabase): StoredRecording[] {
  return withPlayers(db, db.list(RECORDINGS_NEWEST_FIRST, RecordingRow));
}

/** By the items that stand for them, in their order; what is gone is omitted. */
export function recordingsByItem(db: ReadableDatabase, seqs: readonly number[]): StoredRecording[] {
  const rows = db.list(RECORDINGS_OF_ITEMS, RecordingRow, { seqs: JSON.stringify(seqs) });
  return withPlayers(db, rows);
}

function withPlayers(db: ReadableDatabase, rows: readonly z.infer<typeof RecordingRow>[]): StoredRecording[] {
  if (rows.length === 0) return [];
  const players = new Map<RecordingId, Ensemble>();
  for (const { recordingId, ...player } of db.list(
    rows.length > MANY ? EVERY_PLAYER : PLAYERS_OF,
    PlayerRow,
    rows.length > MANY ? {} : { ids: JSON.stringify(rows.map(({ id }) => id)) },
  )) {
    const list = players.get(recordingId);
    if (list === undefined) players.set(recordingId, [player]);
    else list.push(player);
  }
  return rows.map((row) => ({ ...row, players: players.get(row.id) ?? [] }));
}

export function getRecording(db: ReadableDatabase, id: RecordingId): StoredRecording | null {
  const row = db.get(`SELECT ${COLUMNS} FROM recordings r ${HEARD} WHERE r.id = $id`, RecordingRow, { id });
  if (row === null) return null;
  const players = db.list(
    `SELECT recording_id AS recordingId, player_id AS id, instrument, label FROM players
     WHERE recording_id = $id ORDER BY position`,
    PlayerRow,
    { id },
  );
  return {
    ...row,
    players: players.map(({ id: playerId, instrument, label }) => ({ id: playerId, instrument, label })),
  };
}

/** Recordings of the very same file and channels, oldest first. */
export function recordingsOf(
  db: ReadableDatabase,
  source: { readonly sha256: string; readonly channelMap: readonly number[] },
): StoredRecording[] {
  return db
    .all(
      `SELECT id FROM recordings WHERE sha256 = $sha256 AND channel_map = $channelMap AND state = 'ready' ORDER BY seq`,
      z.object({ id: RecordingId }),
      { sha256: source.sha256, channelMap: JSON.stringify(source.channelMap) },
    )
    .flatMap(({ id }) => getRecording(db, id) ?? []);
}

export interface NewRecording {
  readonly id: RecordingId;
  readonly title: string;
  readonly fileName: string;
  readonly storage: 'reference' | 'copy';
  readonly isDemo: boolean;
  readonly sourcePath: string;
  readonly sourceBytes: number;
  readonly sourceMtimeMs: number;
  readonly players: Ensemble;
}

export function insertRecording(db: WritableDatabase, recording: NewRecording): void {
  db.transaction(() => {
    db.run(
      `INSERT INTO recordings
         (id, title, file_name, state, storage, is_demo, imported_at, source_path, source_bytes, source_mtime_ms)
       VALUES ($id, $title, $fileName, 'importing', $storage, $isDemo, $importedAt, $sourcePath, $bytes, $mtime)`,
      {
        id: recording.id,
        title: recording.title,
        fileName: recording.fileName,
        storage: recording.storage,
        isDemo: toFlag(recording.isDemo),
        importedAt: new Date().toISOString(),
        sourcePath: recording.sourcePath,
        bytes: recording.sourceBytes,
        mtime: recording.sourceMtimeMs,
      },
    );
    setPlayers(db, recording.id, recording.players);
  });
}

export interface OpenedAudio {
  readonly format: string;
  readonly sampleFormat: SampleFormat;
  readonly sampleRate: number;
  readonly channels: number;
  /** Null where only the end of the source tells. */
  readonly frames: number | null;
}

export function setOpened(db: WritableDatabase, id: RecordingId, audio: OpenedAudio): void {
  db.run(
    `UPDATE recordings SET format = $format, sample_format = $sampleFormat, sample_rate = $sampleRate,
       channels = $channels, frames = $frames WHERE id = $id`,
    { id, ...pick(audio) },
  );
}

export interface ReadyAudio extends OpenedAudio {
  readonly frames: number;
  readonly sha256: string;
  readonly audioPath: string;
  readonly channelMap: readonly number[];
  readonly notes: readonly string[];
  readonly metadata?: Metadata;
  readonly cover?: CoverName | null;
}

export function setReady(db: WritableDatabase, id: RecordingId, audio: ReadyAudio): void {
  db.run(
    `UPDATE recordings SET state = 'ready', format = $format, sample_format = $sampleFormat,
       sample_rate = $sampleRate, channels = $channels, frames = $frames, sha256 = $sha256,
       audio_path = $audioPath, channel_map = $channelMap, notes = $notes, metadata = $metadata,
       cover = $cover WHERE id = $id`,
    {
      id,
      ...pick(audio),
      sha256: audio.sha256,
      audioPath: audio.audioPath,
      channelMap: JSON.stringify(audio.channelMap),
      notes: JSON.stringify(audio.notes),
      metadata: JSON.stringify(audio.metadata ?? {}),
      cover: audio.cover ?? null,
    },
  );
}

const pick = (audio: OpenedAudio) => ({
  format: audio.format,
  sampleFormat: audio.sampleFormat,
  sampleRate: audio.sampleRate,
  channels: audio.channels,
  frames: audio.frames,
});

/** Remembers the source's size and time of change, once its content was found to be the same. */
export function setSourceSeen(db: WritableDatabase, id: RecordingId, bytes: number, mtimeMs: number): void {
  db.run('UPDATE recordings SET source_bytes = $bytes, source_mtime_ms = $mtimeMs WHERE id = $id', {
    id,
    bytes,
    mtimeMs,
  });
}

export interface NewPlace {
  readonly path: string;
  readonly fileName: string;
  readonly mtimeMs: number;
  /** As stored. */
  readonly audioPath: string;
}

/** The same file was found in another place. */
export function setSource(db: WritableDatabase, id: RecordingId, place: NewPlace): void {
  db.run(
    `UPDATE recordings SET source_path = $path, file_name = $fileName, source_mtime_ms = $mtimeMs,
       audio_path = $audioPath WHERE id = $id`,
    { id, ...place },
  );
}

export function renameRecording(db: WritableDatabase, id: RecordingId, title: string): void {
  db.run('UPDATE recordings SET title = $title WHERE id = $id', { id, title });
}

export function setMetadata(db: WritableDatabase, id: RecordingId, metadata: Metadata): void {
  db.run('UPDATE recordings SET metadata = $metadata WHERE id = $id', {
    id,
    metadata: JSON.stringify(metadata),
  });
}

/** @param cover a picture that lies in the library; null removes the recording's */
export function setCover(db: WritableDatabase, id: RecordingId, cover: CoverName | null): void {
  db.run('UPDATE recordings SET cover = $cover WHERE id = $id', { id, cover });
}

export function setPlayers(db: WritableDatabase, id: RecordingId, players: Ensemble): void {
  db.transaction(() => {
    db.run('DELETE FROM players WHERE recording_id = $id', { id });
    for (const [position, player] of players.entries()) {
      db.run(
        `INSERT INTO players (recording_id, position, player_id, instrument, label)
         VALUES ($id, $position, $playerId, $instrument, $label)`,
        { id, position, playerId: player.id, instrument: player.instrument, label: player.label },
      );
    }
  });
}

/** Its players, separations, stems and projects go with it. */
export function deleteRecording(db: WritableDatabase, id: RecordingId): void {
  db.run('DELETE FROM recordings WHERE id = $id', { id });
}
