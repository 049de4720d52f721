import { z } from 'zod';
import type { Item } from '../../../src-shared/contract/item-schemas.ts';
import { ItemKind } from '../../../src-shared/contract/item-schemas.ts';
import { ItemId, RecordingId, SeparationId, StemId } from '../../../src-shared/project/ids.ts';
import { DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { json } from './columns.ts';
import type { ReadableDatabase } from '../database.ts';

const ItemRow = z.object({
  /** What tags, words and distances refer to. */
  seq: z.number().int(),
  id: ItemId,
  kind: ItemKind,
  title: z.string(),
  recordingId: RecordingId,
  recordingTitle: z.string(),
  fileName: z.string(),
  separationId: SeparationId.nullable(),
  stemId: StemId.nullable(),
  instruments: json(z.array(DeclaredInstrument)),
  audioId: z.union([RecordingId, StemId]),
  from: z.number().int(),
  to: z.number().int(),
  sampleRate: z.number().int(),
  channels: z.number().int(),
  tags: json(z.array(z.string())),
  vector: z.enum(['ready', 'waiting', 'silent']),
}) satisfies z.ZodType<Item>;
export type StoredItem = z.infer<typeof ItemRow>;

const FROM_ITEMS = `
  FROM items i JOIN recordings r ON r.id = i.recording_id AND r.state = 'ready'
  LEFT JOIN stems t ON t.id = i.stem_id LEFT JOIN excerpts e ON e.id = i.excerpt_id`;

const SELECT_ITEM = `
  SELECT i.seq, i.id, i.kind,
    CASE i.kind WHEN 'recording' THEN r.title WHEN 'stem' THEN t.label ELSE e.name END AS title,
    r.id AS recordingId, r.title AS recordingTitle, r.file_name AS fileName,
    t.separation_id AS separationId, t.id AS stemId,
    CASE
      WHEN i.kind = 'recording' THEN (SELECT json_group_array(instrument) FROM
        (SELECT instrument FROM players WHERE recording_id = r.id GROUP BY instrument ORDER BY min(position)))
      WHEN t.instrument IS NULL THEN '[]'
      ELSE json_array(t.instrument)
    END AS instruments,
    COALESCE(t.id, r.id) AS audioId,
    COALESCE(e.from_sample, 0) AS "from", COALESCE(e.to_sample, t.frames, r.frames) AS "to",
    COALESCE(t.sample_rate, r.sample_rate) AS sampleRate, COALESCE(t.channels, r.channels) AS channels,
    (SELECT json_group_array(name) FROM (SELECT g.name FROM item_tags x JOIN tags g ON g.seq = x.tag
      WHERE x.item = i.seq AND x.holds = 1 ORDER BY g.folded)) AS tags,
    CASE WHEN a.seq IS NULL THEN 'waiting' WHEN a.vector IS NULL THEN 'silent' ELSE 'ready' END AS vector
  ${FROM_ITEMS} LEFT JOIN analyses a ON a.audio_id = i.id`;

/** Null for one that is gone, and for a recording that is still being read. */
export function getItem(db: ReadableDatabase, id: ItemId): StoredItem | null {
  return db.get(`${SELECT_ITEM} WHERE i.id = $id`, ItemRow, { id });
}

/** In the order of `seqs`; items that no longer exist are omitted. */
export function itemsBySeq(db: ReadableDatabase, seqs: readonly number[]): StoredItem[] {
  const rows = db.list(`${SELECT_ITEM} WHERE i.seq IN (SELECT value FROM json_each($seqs))`, ItemRow, {
    seqs: JSON.stringify(seqs),
  });
  const bySeq = new Map(rows.map((row) => [row.seq, row]));
  return seqs.flatMap((seq) => bySeq.get(seq) ?? []);
}

/** Excerpts of a recording and of its stems, in order of time. */
export function excerptItemsOf(db: ReadableDatabase, recordingId: RecordingId): StoredItem[] {
  return db.list(
    `${SELECT_ITEM} WHERE i.recording_id = $recordingId AND i.kind = 'excerpt' ORDER BY e.from_sample, i.seq`,
    ItemRow,
    { recordingId },
  );
}
