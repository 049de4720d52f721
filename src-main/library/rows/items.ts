import { z } from 'zod';
import type { Item, ItemFilter } from '../../../src-shared/contract/item-schemas.ts';
import { ItemKind } from '../../../src-shared/contract/item-schemas.ts';
import { ItemId, RecordingId, SeparationId, StemId } from '../../../src-shared/project/ids.ts';
import { DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { json } from './columns.ts';
import type { ReadableDatabase } from '../database.ts';
import { FILTERED, filterParams } from './item-filter.ts';
import { searchQuery } from './recordings.ts';

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

const Seq = z.object({ seq: z.number().int() });

/** A match in an excerpt's name or a tag says more than one in a title, and that more than one in a file's name. */
export const ITEMS_FOUND = `
  SELECT i.seq FROM item_texts w JOIN items i ON i.seq = w.rowid JOIN recordings r
    ON r.id = i.recording_id AND r.state = 'ready'
  LEFT JOIN stems t ON t.id = i.stem_id
  WHERE item_texts MATCH $query AND ${FILTERED}
  ORDER BY bm25(item_texts, 4.0, 6.0, 3.0, 6.0, 1.0), i.seq DESC LIMIT $limit`;

const ITEMS_NEWEST_FIRST = `
  SELECT i.seq ${FROM_ITEMS} WHERE ${FILTERED} ORDER BY i.seq DESC LIMIT $limit`;

/** Items that have all the words' beginnings, best match first; with an empty text all that the filter leaves, newest first. */
export function searchItems(
  db: ReadableDatabase,
  text: string,
  filter: ItemFilter,
  limit: number,
): StoredItem[] {
  const query = searchQuery(text);
  if (query === null && text.trim() !== '') return [];
  const params = { ...filterParams(filter), limit };
  const found =
    query === null ? db.all(ITEMS_NEWEST_FIRST, Seq, params) : db.all(ITEMS_FOUND, Seq, { ...params, query });
  return itemsBySeq(
    db,
    found.map(({ seq }) => seq),
  );
}
