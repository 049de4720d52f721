import { z } from 'zod';
import type { Facet, Facets } from '../../../src-shared/contract/finding.ts';
import type { ReadableDatabase } from '../database.ts';

const Row = z.object({ facet: z.string(), value: z.string(), count: z.number().int() });
/** Longer lists help nobody: the search finds what is further down. */
const MOST_VALUES = 200;
/** The window makes a tree of them, whose counts are right only if all are there. */
const MOST_FOLDERS = 2000;

/** Where the facts of the recordings and what they have several of are read: for the whole library, its own tables. */
interface Source {
  readonly facts: string;
  readonly sets: string;
  readonly with: string;
}
const ALL: Source = { facts: 'recording_facts', sets: 'recording_sets', with: '' };
/** The chosen rows are looked up once and then counted seven times. */
const SOME: Source = {
  facts: 'chosen',
  sets: 'chosen',
  with: `WITH chosen AS MATERIALIZED (
    SELECT f.recording_id, f.ready, f.separated, f.composer, f.ensemble, f.first_day, f.folder, s.players, s.models
    FROM json_each($items) j CROSS JOIN recording_facts f ON f.item = j.value
    CROSS JOIN recording_sets s ON s.item = f.item)`,
};

const counted = (value: string, from: string): string => `
  SELECT value, count(*) AS count FROM (SELECT ${value} AS value FROM ${from})
  WHERE value <> '' GROUP BY value`;
const most = (sql: string, limit = MOST_VALUES): string => `${sql} ORDER BY count DESC, value LIMIT ${limit}`;

function sqlOf({ facts, sets, with: chosen }: Source): string {
  const lists: Readonly<Record<keyof Facets, string>> = {
    // Few different texts, which are taken apart below.
    player: counted('players', sets),
    model: counted('models', sets),
    composer: most(counted('composer', facts)),
    ensemble: most(counted('ensemble', facts)),
    date: most(counted('first_day / 10000', facts)),
    folder: most(counted('folder', facts), MOST_FOLDERS),
    is: most(
      counted(
        `CASE WHEN ready = 0 THEN (SELECT r.state FROM recordings r WHERE r.id = recording_id)
           WHEN separated > 0 THEN 'separated' ELSE 'unseparated' END`,
        facts,
      ),
    ),
  };
  return `${chosen} ${Object.entries(lists)
    .map(([facet, sql]) => `SELECT '${facet}' AS facet, CAST(value AS TEXT) AS value, count FROM (${sql})`)
    .join(' UNION ALL ')}`;
}
const OF_ALL = sqlOf(ALL);
const OF_SOME = sqlOf(SOME);

/**
 * What a list of recordings is made of.
 * @param items the items that stand for the recordings; null for the whole library
 */
export function facetsOf(db: ReadableDatabase, items: readonly number[] | null): Facets {
  const rows = items === null ? db.all(OF_ALL, Row) : db.all(OF_SOME, Row, { items: JSON.stringify(items) });
  const facet = (name: keyof Facets): Facet =>
    rows.filter((row) => row.facet === name).map(({ value, count }) => ({ value, count }));
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
