import type { HasFlag, IsFlag, TextField } from '../../../src-shared/search/fields.ts';
import type { NumberRange, Test } from '../../../src-shared/search/query.ts';
import type { SqlValue } from '../database.ts';
import { foldTag } from '../rows/item-filter.ts';

/**
 * What a condition asks in SQL, with named parameters only. `f` are the recording's facts; of a stem or excerpt there
 * are its item `i` and its stem `t` as well. `isOfRecording` conditions read `f` alone.
 */
export interface SqlCondition {
  readonly sql: string;
  readonly isOfRecording: boolean;
}

export type Target = 'recordings' | 'parts';

/** Gives a value a name that no other value has. */
export type Bind = (value: SqlValue) => string;

const ofRecording = (sql: string): SqlCondition => ({ sql, isOfRecording: true });
const ofItem = (sql: string): SqlCondition => ({ sql, isOfRecording: false });
const PLAYERS = 'SELECT 1 FROM players p WHERE p.recording_id = f.recording_id';
/** Who plays, as Divisi heard it. */
const HEARD = `SELECT 1 FROM analyses a, json_each(iif(json_valid(a.heard), a.heard, '{}'), '$.proposal') h
  WHERE a.audio_id = f.recording_id`;
const NEVER = ofRecording('0');
const ALWAYS = ofRecording('1');

const itemOf = (target: Target): string => (target === 'recordings' ? 'f.item' : 'i.seq');
/** A column of the recording's own row: read for few, because the row is wide. */
const recording = (column: string): string =>
  `(SELECT r.${column} FROM recordings r WHERE r.id = f.recording_id)`;

/** @returns null for a test that only the index of words answers */
export function conditionOf(test: Test, target: Target, bind: Bind): SqlCondition | null {
  switch (test.kind) {
    case 'text':
      if (test.field === 'model') return model(test.text, test.match === 'whole', target, bind);
      return test.match === 'whole' && test.field !== null
        ? whole(test.field, test.text, target, bind)
        : null;
    case 'instrument': {
      const name = bind(test.instrument);
      return target === 'parts'
        ? ofItem(`t.instrument = ${name}`)
        : ofRecording(`CASE WHEN EXISTS (${PLAYERS}) THEN EXISTS (${PLAYERS} AND p.instrument = ${name})
            ELSE EXISTS (${HEARD} AND json_extract(h.value, '$.instrument') = ${name}) END`);
    }
    case 'number':
      switch (test.field) {
        case 'length':
          return ofRecording(within('f.seconds', test.range, bind));
        case 'quality':
          return target === 'parts'
            ? ofItem(within('(SELECT q.sdr FROM stem_quality q WHERE q.item = i.seq)', test.range, bind))
            : ofRecording(within('f.quality', test.range, bind));
        case 'rate':
          return ofRecording(within(recording('sample_rate'), test.range, bind));
        case 'channels':
          return target === 'parts'
            ? ofItem(within(`COALESCE(t.channels, ${recording('channels')})`, test.range, bind))
            : ofRecording(within(recording('channels'), test.range, bind));
      }
    // falls through
    case 'date': {
      const [first, last] =
        test.field === 'date' ? ['f.first_day', 'f.last_day'] : [IMPORTED_DAY, IMPORTED_DAY];
      const { from, to } = test.range;
      const limits = [
        `${first} IS NOT NULL`,
        ...(from === null ? [] : [`${last} >= ${bind(from)}`]),
        ...(to === null ? [] : [`${first} <= ${bind(to)}`]),
      ];
      return ofRecording(limits.join(' AND '));
    }
    case 'is':
      return is(test.flag, target);
    case 'has':
      return has(test.flag, target);
    case 'among':
      return ofRecording(
        `f.recording_id IN (SELECT value FROM json_each(${bind(JSON.stringify(test.recordings))}))`,
      );
  }
}

const IMPORTED_DAY = `CAST(replace(substr(f.imported_at, 1, 10), '-', '') AS INTEGER)`;

export function within(value: string, { min, max, minOpen, maxOpen }: NumberRange, bind: Bind): string {
  return [
    ...(min === null ? [] : [`${value} ${minOpen ? '>' : '>='} ${bind(min)}`]),
    ...(max === null ? [] : [`${value} ${maxOpen ? '<' : '<='} ${bind(max)}`]),
  ].join(' AND ');
}

function whole(field: Exclude<TextField, 'model'>, text: string, target: Target, bind: Bind): SqlCondition {
  const value = bind(field === 'tag' ? foldTag(text) : text);
  const isSame = `= ${value} COLLATE NOCASE`;
  switch (field) {
    case 'composer':
    case 'ensemble':
      return ofRecording(`f.${field} ${isSame}`);
    case 'folder':
      // With the folders below it: '0' is the character after '/'.
      return ofRecording(
        `(f.folder = ${value} OR f.folder >= ${value} || '/' AND f.folder < ${value} || '0')`,
      );
    case 'title':
      return ofRecording(`${recording('title')} ${isSame}`);
    case 'file':
      return ofRecording(`${recording('file_name')} ${isSame}`);
    case 'work':
    case 'movement':
    case 'performers':
    case 'venue':
      return ofRecording(
        `COALESCE((SELECT json_extract(r.metadata, '$.${field}') FROM recordings r WHERE r.id = f.recording_id), '') ${isSame}`,
      );
    case 'name':
      return target === 'parts'
        ? ofItem(`COALESCE((SELECT e.name FROM excerpts e WHERE e.id = i.excerpt_id), t.label) ${isSame}`)
        : ofRecording(
            `EXISTS (SELECT 1 FROM players p WHERE p.recording_id = f.recording_id AND p.label ${isSame})`,
          );
    case 'tag': {
      const sql = `${itemOf(target)} IN (SELECT x.item FROM tags g JOIN item_tags x ON x.tag = g.seq AND x.holds = 1
        WHERE g.folded = ${value})`;
      return target === 'parts' ? ofItem(sql) : ofRecording(sql);
    }
  }
}

function model(text: string, isWhole: boolean, target: Target, bind: Bind): SqlCondition {
  const value = bind(isWhole ? text : `%${text.replaceAll(/[\\%_]/gu, String.raw`\$&`)}%`);
  const isMeant = isWhole ? `s.model_id = ${value}` : `s.model_id LIKE ${value} ESCAPE '\\'`;
  return target === 'parts'
    ? ofItem(`EXISTS (SELECT 1 FROM separations s WHERE s.id = t.separation_id AND ${isMeant})`)
    : ofRecording(
        `f.recording_id IN (SELECT s.recording_id FROM separations s WHERE s.state = 'ready' AND ${isMeant})`,
      );
}

function is(flag: IsFlag, target: Target): SqlCondition {
  const isParts = target === 'parts';
  switch (flag) {
    case 'recording':
      return isParts ? NEVER : ALWAYS;
    case 'stem':
    case 'excerpt':
      return isParts ? ofItem(`i.kind = '${flag}'`) : NEVER;
    case 'rest':
      return isParts ? ofItem('COALESCE(t.is_rest, 0) = 1') : NEVER;
    case 'separated':
      return ofRecording('f.separated > 0');
    case 'unseparated':
      return ofRecording('f.ready = 1 AND f.separated = 0');
    case 'ready':
      return ofRecording('f.ready = 1');
    case 'importing':
    case 'failed':
      return ofRecording(`f.ready = 0 AND ${recording('state')} = '${flag}'`);
    case 'referenced':
      return ofRecording(`${recording('storage')} = 'reference'`);
    case 'copied':
      return ofRecording(`${recording('storage')} = 'copy'`);
    case 'missing':
      throw new Error('the database does not know which files are missing');
    case 'demo':
      return ofRecording(`${recording('is_demo')} = 1`);
  }
}

const listed = (table: string): SqlCondition =>
  ofRecording(`EXISTS (SELECT 1 FROM ${table} x WHERE x.recording_id = f.recording_id)`);

function has(flag: HasFlag, target: Target): SqlCondition {
  switch (flag) {
    case 'score':
      return listed('scores');
    case 'notes':
      return listed('note_revisions');
    case 'players':
      return listed('players');
    case 'excerpts':
      return listed('excerpts');
    case 'stems':
      return ofRecording('f.separated > 0');
    case 'quality':
      return target === 'parts'
        ? ofItem('EXISTS (SELECT 1 FROM stem_quality q WHERE q.item = i.seq)')
        : ofRecording('f.quality IS NOT NULL');
    case 'tags': {
      const sql = `EXISTS (SELECT 1 FROM item_tags x WHERE x.item = ${itemOf(target)} AND x.holds = 1)`;
      return target === 'parts' ? ofItem(sql) : ofRecording(sql);
    }
  }
}
