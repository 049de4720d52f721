import { z } from 'zod';
import type { TagCount } from '../../../src-shared/contract/item-schemas.ts';
import type { ItemId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { foldTag } from './item-filter.ts';

const Seq = z.object({ seq: z.number().int() });

/** In alphabetical order; only those that some item has or was refused. */
export function listTags(db: ReadableDatabase): TagCount[] {
  return db.list(
    `SELECT g.name AS tag, sum(x.holds) AS count, sum(1 - x.holds) AS refused
     FROM tags g JOIN item_tags x ON x.tag = g.seq GROUP BY g.seq ORDER BY g.folded`,
    z.object({ tag: z.string(), count: z.number().int(), refused: z.number().int() }),
  );
}

const LISTED = '(SELECT seq FROM items WHERE id IN (SELECT value FROM json_each($ids)))';

/** The tags of these items with the number of those that have each, in alphabetical order. */
export function tagsOfItems(db: ReadableDatabase, ids: readonly ItemId[]): Omit<TagCount, 'refused'>[] {
  return db.list(
    `SELECT g.name AS tag, count(*) AS count FROM item_tags x JOIN tags g ON g.seq = x.tag
     WHERE x.holds = 1 AND x.item IN ${LISTED} GROUP BY g.seq ORDER BY g.folded`,
    z.object({ tag: z.string(), count: z.number().int() }),
    { ids: JSON.stringify(ids) },
  );
}

/** As it was first spelled, or null where no item has it or was refused it. */
export function spellingOf(db: ReadableDatabase, tag: string): string | null {
  return (
    db.get('SELECT name FROM tags WHERE folded = $folded', z.object({ name: z.string() }), {
      folded: foldTag(tag),
    })?.name ?? null
  );
}

/** Items' `seq` that have the tag (`holds`), or that it was refused for, in the order in which they came. */
export function itemsOfTag(db: ReadableDatabase, tag: string, holds: boolean): number[] {
  return db
    .list(
      `SELECT x.item AS seq FROM tags g JOIN item_tags x ON x.tag = g.seq
       WHERE g.folded = $folded AND x.holds = $holds ORDER BY x.item`,
      Seq,
      { folded: foldTag(tag), holds: holds ? 1 : 0 },
    )
    .map(({ seq }) => seq);
}

const ADD_TAG = 'INSERT INTO tags (name, folded) VALUES ($name, $folded) ON CONFLICT (folded) DO NOTHING';

/** The tag belongs to all of these items, even where it was refused before. */
export function tagAll(db: WritableDatabase, ids: readonly ItemId[], tag: string): void {
  const folded = foldTag(tag);
  db.transaction(() => {
    db.run(ADD_TAG, { name: tag, folded });
    db.run(
      `INSERT INTO item_tags (item, tag, holds)
       SELECT i.seq, g.seq, 1 FROM items i JOIN tags g ON g.folded = $folded WHERE i.seq IN ${LISTED}
       ON CONFLICT (item, tag) DO UPDATE SET holds = 1`,
      { folded, ids: JSON.stringify(ids) },
    );
  });
}

/** Takes the tag from all of these items; refusals stay. */
export function untagAll(db: WritableDatabase, ids: readonly ItemId[], tag: string): void {
  db.run(
    `DELETE FROM item_tags WHERE holds = 1 AND item IN ${LISTED}
     AND tag = (SELECT seq FROM tags WHERE folded = $folded)`,
    { folded: foldTag(tag), ids: JSON.stringify(ids) },
  );
}

/** The tag belongs to the item, or is refused for it; what was decided before is forgotten. */
export function decideTag(db: WritableDatabase, item: number, tag: string, holds: boolean): void {
  const folded = foldTag(tag);
  db.transaction(() => {
    db.run(ADD_TAG, { name: tag, folded });
    db.run(
      `INSERT INTO item_tags (item, tag, holds) SELECT $item, seq, $holds FROM tags WHERE folded = $folded
       ON CONFLICT (item, tag) DO UPDATE SET holds = excluded.holds`,
      { item, folded, holds: holds ? 1 : 0 },
    );
  });
}

/** Takes back that the item has the tag (`holds`), or that it was refused. */
export function undecideTag(db: WritableDatabase, item: number, tag: string, holds: boolean): void {
  db.run(
    `DELETE FROM item_tags
     WHERE item = $item AND holds = $holds AND tag = (SELECT seq FROM tags WHERE folded = $folded)`,
    { item, holds: holds ? 1 : 0, folded: foldTag(tag) },
  );
}

/** Renames a tag. If the new name exists, the two are merged, and an assigned tag wins over a refused one. */
export function renameTag(db: WritableDatabase, tag: string, to: string): void {
  db.transaction(() => {
    const names = { from: foldTag(tag), to: foldTag(to) };
    const other =
      names.from === names.to
        ? null
        : db.get('SELECT seq FROM tags WHERE folded = $to', Seq, { to: names.to });
    if (other !== null) {
      db.run(
        `INSERT INTO item_tags (item, tag, holds)
         SELECT item, $other, holds FROM item_tags WHERE tag = (SELECT seq FROM tags WHERE folded = $from)
         ON CONFLICT (item, tag) DO UPDATE SET holds = max(holds, excluded.holds)`,
        { other: other.seq, from: names.from },
      );
      db.run('DELETE FROM item_tags WHERE tag = (SELECT seq FROM tags WHERE folded = $from)', {
        from: names.from,
      });
    }
    const renamed = other === null ? names.from : names.to;
    db.run('UPDATE tags SET name = $name, folded = $to WHERE folded = $renamed', {
      name: to,
      to: names.to,
      renamed,
    });
  });
}

/** Takes it, and what was refused, from all items. */
export function forgetTag(db: WritableDatabase, tag: string): void {
  db.run('DELETE FROM item_tags WHERE tag = (SELECT seq FROM tags WHERE folded = $folded)', {
    folded: foldTag(tag),
  });
}
