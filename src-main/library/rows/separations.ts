import { StoredSeparationNote } from '../../../src-shared/contract/separation-note.ts';
import { z } from 'zod';
import { StemHeard } from '../../../src-shared/contract/listening.ts';
import { Effort } from '../../../src-shared/contract/separation.ts';
import { UndeclaredInstrument } from '../../../src-shared/contract/undeclared.ts';
import { ProjectId, RecordingId, SeparationId, StemId } from '../../../src-shared/project/ids.ts';
import { DeclaredInstrument, Ensemble } from '../../../src-shared/project/players.ts';
import { flag, json, jsonOrNull, required, toFlag } from './columns.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';

const SeparationColumns = z.object({
  id: SeparationId,
  recordingId: RecordingId,
  modelId: z.string(),
  modelVersion: z.string(),
  players: json(Ensemble),
  from: z.number().int(),
  to: z.number().int(),
  createdAt: z.string(),
  notes: json(z.array(StoredSeparationNote)),
  undeclared: json(z.array(UndeclaredInstrument).readonly()),
  /** JSON that only the separator reads: what makes a resumed run give the same bytes. */
  pin: z.string().nullable(),
  segments: z.number().int().nullable(),
  segmentsDone: z.number().int(),
  projectId: ProjectId.nullable(),
  /** Hash of the recording's notes that the model receives as input; null if it receives none. */
  notesSha256: z.string().nullable(),
  effort: Effort,
  /** The version of the stems that is in use; the stems' rows describe it. */
  version: z.number().int(),
});

/** A run fills these before the separation is ready; a run that stopped late leaves them, and its stems, behind. */
const UnreadyRow = SeparationColumns.extend({
  state: z.enum(['running', 'failed', 'cancelled']),
  provider: z.string().nullable(),
  tookSeconds: z.number().nullable(),
  stemCount: z.number().int(),
});

const whenReady = <T extends z.ZodType>(schema: T) => required(schema, 'the separation is ready');

const ReadyRow = SeparationColumns.extend({
  state: z.literal('ready'),
  provider: whenReady(z.string()),
  tookSeconds: whenReady(z.number().nonnegative()),
  stemCount: z.number().int().positive('no stems, although the separation is ready'),
});

const SeparationRow = z.discriminatedUnion('state', [UnreadyRow, ReadyRow]);
type SeparationRow = z.infer<typeof SeparationRow>;

const StemRow = z.object({
  id: StemId,
  separationId: SeparationId,
  name: z.string(),
  label: z.string(),
  instrument: DeclaredInstrument.nullable(),
  isRest: flag,
  channels: z.number().int(),
  frames: z.number().int(),
  sampleRate: z.number().int(),
  path: z.string(),
  rmsDbfs: z.number().nullable(),
  heard: jsonOrNull(StemHeard),
  expectedSdr: z.number().nullable(),
  /** Of the separation: the one that the row describes. */
  version: z.number().int(),
});

export type StoredStem = z.infer<typeof StemRow>;
/** As a run leaves it, before anyone listened to it or judged it. */
export type NewStem = Omit<StoredStem, 'heard' | 'expectedSdr' | 'version'>;
type WithStems<Row> = Row extends unknown
  ? Omit<Row, 'stemCount'> & { readonly stems: readonly StoredStem[] }
  : never;
export type StoredSeparation = WithStems<SeparationRow>;

const COLUMNS = `
  s.id, s.recording_id AS recordingId, s.model_id AS modelId, s.model_version AS modelVersion, s.provider,
  s.players, s.from_sample AS "from", s.to_sample AS "to", s.state, s.created_at AS createdAt,
  s.took_seconds AS tookSeconds, s.notes, s.undeclared, s.pin, s.segments, s.segments_done AS segmentsDone, 
  (SELECT p.id FROM projects p WHERE p.separation_id = s.id AND p.removed_at IS NULL
   ORDER BY p.opened_at DESC, p.updated_at DESC, p.id LIMIT 1) AS projectId,
  s.notes_sha256 AS notesSha256, s.effort, s.version, (SELECT count(*) FROM stems c WHERE c.separation_id = s.id) AS stemCount
  FROM separations s`;

const STEM_COLUMNS = `
  t.id, t.separation_id AS separationId, t.name, t.label, t.instrument, t.is_rest AS isRest, t.channels, t.frames,
  t.sample_rate AS sampleRate, t.path, t.rms_dbfs AS rmsDbfs, a.stem_heard AS heard,
  (SELECT version FROM separations WHERE id = t.separation_id) AS version,
  (SELECT json_extract(e.value, '$.expected.sdr') FROM quality q, json_each(iif(json_valid(q.report), q.report, '{}'), '$.stems') e
   WHERE q.separation_id = t.separation_id AND json_extract(e.value, '$.stemId') = t.id) AS expectedSdr
  FROM stems t LEFT JOIN analyses a ON a.audio_id = t.id`;

export const SEPARATIONS_OF_RECORDING = `
  SELECT ${COLUMNS} WHERE s.recording_id = $recordingId ORDER BY s.created_at DESC`;
export const STEMS_OF_SEPARATION = `
  SELECT ${STEM_COLUMNS} WHERE t.separation_id = $separationId ORDER BY t.position`;

/** Skips separations with a damaged stem: the remaining stems would not sum to the recording. */
export function separationsOf(db: ReadableDatabase, recordingId: RecordingId): StoredSeparation[] {
  return db
    .list(SEPARATIONS_OF_RECORDING, SeparationRow, { recordingId })
    .flatMap(({ stemCount, ...row }) => {
      const stems = db.list(STEMS_OF_SEPARATION, StemRow, { separationId: row.id });
      return stems.length === stemCount ? [{ ...row, stems }] : [];
    });
}

export function getSeparation(db: ReadableDatabase, id: SeparationId): StoredSeparation | null {
  const row = db.get(`SELECT ${COLUMNS} WHERE s.id = $id`, SeparationRow, { id });
  if (row === null) return null;
  return { ...withoutCount(row), stems: db.all(STEMS_OF_SEPARATION, StemRow, { separationId: id }) };
}

const withoutCount = ({ stemCount: _, ...columns }: SeparationRow) => columns;

export function getStem(db: ReadableDatabase, id: StemId): StoredStem | null {
  return db.get(`SELECT ${STEM_COLUMNS} WHERE t.id = $id`, StemRow, { id });
}

export interface NewSeparation {
  readonly id: SeparationId;
  readonly recordingId: RecordingId;
  readonly modelId: string;
  readonly modelVersion: string;
  readonly players: Ensemble;
  readonly from: number;
  readonly to: number;
  readonly notesSha256?: string | null;
  readonly effort?: Effort;
}

export function insertSeparation(db: WritableDatabase, separation: NewSeparation): void {
  db.run(
    `INSERT INTO separations
       (id, recording_id, model_id, model_version, players, from_sample, to_sample, state, created_at, notes_sha256, effort)
     VALUES ($id, $recordingId, $modelId, $modelVersion, $players, $from, $to, 'running', $createdAt, $notesSha256, $effort)`,
    {
      notesSha256: null,
      effort: 'best',
      ...separation,
      players: JSON.stringify(separation.players),
      createdAt: new Date().toISOString(),
    },
  );
}

/** Only a separation whose stems are stored may become ready: see `storeStems`. */
export function setSeparationState(
  db: WritableDatabase,
  id: SeparationId,
  state: StoredSeparation['state'],
): void {
  db.run('UPDATE separations SET state = $state WHERE id = $id', { id, state });
}

export interface Pinned {
  readonly pin: string;
  readonly provider: string;
  readonly notes: readonly StoredSeparationNote[];
  readonly segments: number;
}

/** A run began under this pin; it starts at segment 0 unless the pin is the one already stored. */
export function setPinned(db: WritableDatabase, id: SeparationId, pinned: Pinned): void {
  db.run(
    `UPDATE separations SET segments_done = CASE WHEN pin IS $pin THEN segments_done ELSE 0 END,
       pin = $pin, provider = $provider, notes = $notes, segments = $segments WHERE id = $id`,
    {
      id,
      pin: pinned.pin,
      provider: pinned.provider,
      notes: JSON.stringify(pinned.notes),
      segments: pinned.segments,
    },
  );
}

/** The notes that the model will be told, which a run heard before it began. */
export function setToldNotes(db: WritableDatabase, id: SeparationId, notesSha256: string): void {
  db.run('UPDATE separations SET notes_sha256 = $notesSha256 WHERE id = $id', { id, notesSha256 });
}

export function setSegmentsDone(db: WritableDatabase, id: SeparationId, segmentsDone: number): void {
  db.run('UPDATE separations SET segments_done = $segmentsDone WHERE id = $id', { id, segmentsDone });
}

export interface FinishedSeparation {
  readonly provider: string;
  readonly tookSeconds: number;
  readonly notes: readonly StoredSeparationNote[];
  readonly undeclared: readonly UndeclaredInstrument[];
  readonly stems: readonly NewStem[];
}

/** What the run found, with its stems; the state stays as it is until their waveforms are drawn too. */
export function storeStems(db: WritableDatabase, id: SeparationId, done: FinishedSeparation): void {
  db.transaction(() => {
    db.run(
      `UPDATE separations SET provider = $provider, took_seconds = $tookSeconds, notes = $notes,
         undeclared = $undeclared WHERE id = $id`,
      {
        ...{ id, provider: done.provider, tookSeconds: done.tookSeconds },
        notes: JSON.stringify(done.notes),
        undeclared: JSON.stringify(done.undeclared),
      },
    );
    db.run('DELETE FROM stems WHERE separation_id = $id', { id });
    for (const [position, stem] of done.stems.entries()) {
      db.run(
        `INSERT INTO stems
           (id, separation_id, position, name, label, instrument, is_rest, channels, frames, sample_rate, path, rms_dbfs)
         VALUES ($id, $separationId, $position, $name, $label, $instrument, $isRest, $channels, $frames,
           $sampleRate, $path, $rmsDbfs)`,
        { ...stem, isRest: toFlag(stem.isRest), position },
      );
    }
  });
}

export function deleteSeparation(db: WritableDatabase, id: SeparationId): void {
  db.run('DELETE FROM separations WHERE id = $id', { id });
}
