import { z } from 'zod';
import type { Facet, Facets } from '../../../src-shared/contract/finding.ts';
import type { ReadableDatabase } from '../database.ts';

const Row = z.object({ value: z.string(), count: z.number().int() });
/** Longer lists help nobody: the search finds what is further down. */
const MOST_VALUES = 200;
/** The window makes a tree of them, whose counts are right only if all are there. */
const MOST_FOLDERS = 2000;

const ALL = 'recording_facts f';
const SOME = 'json_each($items) j CROSS JOIN recording_facts f ON f.item = j.value';

const counted = (value: string, from: string): string => `
  SELECT value, count(*) AS count FROM (SELECT ${value} AS value FROM ${from})
  WHERE value <> '' GROUP BY value`;
const most = (sql: string, limit = MOST_VALUES): string => `${sql} ORDER BY count DESC, value LIMIT ${limit}`;

const sqlOf = (from: string): Readonly<Record<keyof Facets, string>> => {
  const sets = `${from} JOIN recording_sets s ON s.item = f.item`;
  return {
    // Few different texts, which are taken apart below.
    player: counted('s.players', sets),
    model: counted('s.models', sets),
    composer: most(counted('f.composer', from)),
    ensemble: most(counted('f.ensemble', from)),
    date: most(counted('CAST(f.first_day / 10000 AS TEXT)', from)),
    folder: most(counted('f.folder', from), MOST_FOLDERS),
    is: most(
      counted(
        `CASE WHEN f.ready = 0 THEN (SELECT r.state FROM recordings r WHERE r.id = f.recording_id)
           WHEN f.separated > 0 THEN 'separated' ELSE 'unseparated' END`,
        from,
      ),
    ),
  };
};
const OF_ALL = sqlOf(ALL);
const OF_SOME = sqlOf(SOME);

/**
 * What a list of recordings is made of.
 * @param items the items that stand for the recordings; null for the whole library
 */
export function facetsOf(db: ReadableDatabase, items: readonly number[] | null): Facets {
  const params = items === null ? {} : { items: JSON.stringify(items) };
  const sql = items === null ? OF_ALL : OF_SOME;
  const facet = (name: keyof Facets): Facet => db.all(sql[name], Row, params);
  return {
    player: takenApart(facet('player')),
    composer: facet('composer'),
    ensemble: facet('ensemble'),
    date: facet('date'),
    folder: facet('folder'),
    model: takenApart(facet('model')),
    is: facet('is'),
  };
}

/** Counts the parts of values such as `cello,viola`. */
function takenApart(facet: Facet): Facet {
  const counts = new Map<string, number>();
  for (const { value, count } of facet) {
    for (const part of value.split(',')) counts.set(part, (counts.get(part) ?? 0) + count);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, MOST_VALUES);
}
