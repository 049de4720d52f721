import { z } from 'zod';
import type { Facet, Facets } from '../../../src-shared/contract/finding.ts';
import type { ReadableDatabase } from '../database.ts';

const Row = z.object({ value: z.string(), count: z.number().int() });
/** Longer lists help nobody: the search finds what is further down. */
const MOST_VALUES = 200;

const ALL = 'recording_facts f';
const SOME = 'json_each($items) j CROSS JOIN recording_facts f ON f.item = j.value';

const counted = (value: string, from: string): string => `
  SELECT value, count(*) AS count FROM (SELECT ${value} AS value FROM ${from})
  WHERE value <> '' GROUP BY value ORDER BY count DESC, value LIMIT ${MOST_VALUES}`;
/** Of values that a recording may have several times. */
const countedOnce = (value: string, from: string): string =>
  counted('value', `(SELECT DISTINCT f.item, ${value} AS value FROM ${from})`);

const sqlOf = (from: string): Readonly<Record<keyof Facets, string>> => ({
  player: counted(
    'value',
    `(SELECT DISTINCT f.item, p.instrument AS value FROM ${from} JOIN players p ON p.recording_id = f.recording_id
      UNION ALL
      SELECT DISTINCT f.item, json_extract(h.value, '$.instrument') AS value
      FROM ${from} JOIN analyses a ON a.audio_id = f.recording_id,
        json_each(iif(json_valid(a.heard), a.heard, '{}'), '$.proposal') h
      WHERE NOT EXISTS (SELECT 1 FROM players p WHERE p.recording_id = f.recording_id))`,
  ),
  composer: counted('f.composer', from),
  ensemble: counted('f.ensemble', from),
  date: counted('CAST(f.first_day / 10000 AS TEXT)', from),
  folder: counted('f.folder', from),
  model: countedOnce(
    's.model_id',
    `${from} JOIN separations s ON s.recording_id = f.recording_id AND s.state = 'ready'`,
  ),
  is: counted(
    `CASE WHEN f.ready = 0 THEN (SELECT r.state FROM recordings r WHERE r.id = f.recording_id)
       WHEN f.separated > 0 THEN 'separated' ELSE 'unseparated' END`,
    from,
  ),
});
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
    player: facet('player'),
    composer: facet('composer'),
    ensemble: facet('ensemble'),
    date: facet('date'),
    folder: facet('folder'),
    model: facet('model'),
    is: facet('is'),
  };
}
