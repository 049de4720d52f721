import { z } from 'zod';
import { ItemKind } from '../../../src-shared/contract/item-schemas.ts';
import { vectorOrNull } from './columns.ts';
import type { ReadableDatabase } from '../database.ts';
import { foldTag } from './item-filter.ts';

/**
 * The weights that produced most vectors; only vectors of these weights are compared. Null if there are none.
 */
export function mostUsedWeights(db: ReadableDatabase): string | null {
  const row = db.get(
    `SELECT weights_sha256 AS weights FROM analyses WHERE vector IS NOT NULL
     GROUP BY weights_sha256 ORDER BY count(*) DESC, max(seq) DESC LIMIT 1`,
    z.object({ weights: z.string() }),
  );
  return row?.weights ?? null;
}

const ComparableRow = z.object({
  /** Of the item. */
  seq: z.number().int(),
  /** Of its recording. */
  recording: z.number().int(),
  kind: ItemKind,
  /** Whether the user assigned or refused the tag for this item; null if neither. */
  holds: z
    .union([z.literal(0), z.literal(1)])
    .transform((value) => value === 1)
    .nullable(),
});
export type ComparableItem = z.infer<typeof ComparableRow>;

/** Every item with a vector of these weights, and what was decided about it and the tag. */
export function comparableItems(db: ReadableDatabase, weightsSha256: string, tag: string): ComparableItem[] {
  return db.list(
    `SELECT i.seq, r.seq AS recording, i.kind, x.holds
     FROM analyses a JOIN items i ON i.id = a.audio_id JOIN recordings r ON r.id = i.recording_id
     LEFT JOIN item_tags x ON x.item = i.seq AND x.tag = (SELECT seq FROM tags WHERE folded = $folded)
     WHERE a.weights_sha256 = $weightsSha256 AND a.vector IS NOT NULL ORDER BY i.seq`,
    ComparableRow,
    { weightsSha256, folded: foldTag(tag) },
  );
}

const VectorRow = z.object({ seq: z.number().int(), vector: vectorOrNull });

/** By item. @throws Error for an item without a vector */
export function vectorsOf(db: ReadableDatabase, seqs: readonly number[]): Float32Array[] {
  const rows = db.all(
    `SELECT i.seq, a.vector FROM items i JOIN analyses a ON a.audio_id = i.id
     WHERE i.seq IN (SELECT value FROM json_each($seqs))`,
    VectorRow,
    { seqs: JSON.stringify(seqs) },
  );
  const bySeq = new Map(rows.map(({ seq, vector }) => [seq, vector]));
  return seqs.map((seq) => {
    const vector = bySeq.get(seq);
    if (vector === undefined || vector === null) throw new Error(`item ${seq} has no vector`);
    return vector;
  });
}
