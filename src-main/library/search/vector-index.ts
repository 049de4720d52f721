import { z } from 'zod';
import { isFailure } from '../../../src-shared/contract/failure.ts';
import type { ItemFilter } from '../../../src-shared/contract/item-schemas.ts';
import { ItemKind, VECTOR_LENGTH } from '../../../src-shared/contract/item-schemas.ts';
import type { ItemId, RecordingId } from '../../../src-shared/project/ids.ts';
import { DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { fromVector } from '../rows/columns.ts';
import type { ReadableDatabase, WritableDatabase } from '../database.ts';
import { FILTERED, filterParams } from '../rows/item-filter.ts';
import type { Log } from '../log/log.ts';
import { requireVector, VECTOR_BYTES } from './vectors.ts';

/** Another number wherever the index's columns, or what they mean, change. */
const LAYOUT = 1;
/** How many analyses the index takes up in one go: some 15 ms. */
const SLICE = 500;
/** sqlite-vec gives no more neighbours than this. */
const MOST_NEIGHBOURS = 4096;

const KIND_CODE = `CASE i.kind ${ItemKind.options.map((kind, code) => `WHEN '${kind}' THEN ${code}`).join(' ')} END`;
const bitOf = (instrument: DeclaredInstrument): number => 2 ** DeclaredInstrument.options.indexOf(instrument);
const BIT_CODE = `CASE instrument ${DeclaredInstrument.options
  .map((instrument) => `WHEN '${instrument}' THEN ${bitOf(instrument)}`)
  .join(' ')} ELSE 0 END`;

/** Instruments are a set of bits: of a recording its players', of anything else its stem's. */
const INDEXED = `
  SELECT a.seq, a.weights_sha256 AS weights, a.vector, ${KIND_CODE} AS kind,
    COALESCE(CASE i.kind
      WHEN 'recording' THEN (SELECT sum(DISTINCT ${BIT_CODE}) FROM players WHERE recording_id = i.recording_id)
      ELSE (SELECT ${BIT_CODE} FROM stems WHERE id = i.stem_id)
    END, 0) AS instruments
  FROM analyses a JOIN items i ON i.id = a.audio_id
  WHERE a.seq IN (SELECT seq FROM stale_vectors ORDER BY seq LIMIT ${SLICE}) AND length(a.vector) = ${VECTOR_BYTES}`;

const Count = z.object({ n: z.number().int() });
const NeighbourRow = z.object({ item: z.number().int(), distance: z.number() });
/** An item's `seq`, and how far it is: 1 − cos, 0 to 2. */
export type Neighbour = z.infer<typeof NeighbourRow>;

export interface VectorQuery {
  readonly vector: Float32Array;
  /** Only vectors of the same weights can be compared. */
  readonly weightsSha256: string;
  readonly filter: ItemFilter;
  readonly notItem: ItemId | null;
  readonly notRecording: RecordingId | null;
  readonly limit: number;
}

export interface VectorIndexOptions {
  readonly read: ReadableDatabase;
  /** Null where the library can only be read: another program keeps the index then. */
  readonly write: WritableDatabase | null;
  /** A connection for the index's own queries, null where sqlite-vec is missing. */
  readonly search: ReadableDatabase | null;
  /** Lets `work` write the tables behind a virtual one, which SQLite otherwise refuses. */
  readonly unguarded: (work: () => void) => void;
  readonly log: Log;
}

/**
 * Finds the nearest vectors of a library with sqlite-vec (`vec0`). The vectors themselves are in `analyses`,
 * and triggers list in `stale_vectors` what the index lacks, so it can be dropped and rebuilt at any time. It
 * stores unit vectors and compares them by their Euclidean distance d, which is faster: 1 − cos = d²/2. While
 * the index is missing or outdated, a full scan gives the same answer more slowly.
 */
export class VectorIndex {
  readonly #options: VectorIndexOptions;
  #broken: boolean;
  #open = true;
  #settling: Promise<void> | null = null;

  constructor(options: VectorIndexOptions) {
    this.#options = options;
    this.#broken = options.search === null;
    if (!this.#broken && options.write !== null && !this.#isWhole()) this.#makeAnew(options.write);
  }

  /** Nearest first. */
  nearest(query: VectorQuery): Neighbour[] {
    const vector = fromVector(requireVector(query.vector));
    const k = query.limit + this.#excluded(query);
    if (k > MOST_NEIGHBOURS || !this.#upToDate()) return this.#scan(query, vector);
    try {
      return this.#search(query, vector, k);
    } catch (error) {
      if (!isDamage(error)) throw error;
      this.#options.log.warn('the index over the vectors is damaged and is made again', error);
      if (this.#options.write === null) this.#broken = true;
      else this.#makeAnew(this.#options.write);
      return this.#scan(query, vector);
    }
  }

  /** Updates the index in slices, so that calls can run in between. */
  settle(): Promise<void> {
    this.#settling ??= this.#settle().finally(() => {
      this.#settling = null;
    });
    return this.#settling;
  }

  /** Nothing is written from now on. */
  close(): void {
    this.#open = false;
  }

  async #settle(): Promise<void> {
    do await new Promise<void>((resolve) => setImmediate(resolve));
    while (this.#open && this.#takeUp() === 'more');
  }

  /** Whether the index can be queried; indexes a few changes now and schedules the rest. */
  #upToDate(): boolean {
    if (this.#broken) return false;
    if (this.#options.write === null) return this.#stale() === 0;
    const state = this.#takeUp();
    if (state === 'more') void this.settle();
    return state === 'done';
  }

  #stale(): number {
    return this.#options.read.get('SELECT count(*) AS n FROM stale_vectors', Count)?.n ?? 0;
  }

  /** Indexes one slice of what changed. `stuck`: not possible now (as on a full disk), or never. */
  #takeUp(): 'done' | 'more' | 'stuck' {
    const { write, log } = this.#options;
    if (this.#broken || write === null) return 'stuck';
    if (this.#stale() === 0) return 'done';
    try {
      this.#takeUpSlice(write);
    } catch (error) {
      log.warn('the index over the vectors can not be written', error);
      if (!isDamage(error)) return 'stuck';
      if (!this.#makeAnew(write)) return 'stuck';
    }
    return this.#stale() === 0 ? 'done' : 'more';
  }

  #takeUpSlice(write: WritableDatabase): void {
    const slice = `(SELECT seq FROM stale_vectors ORDER BY seq LIMIT ${SLICE})`;
    write.transaction(() => {
      write.run(`DELETE FROM vector_index WHERE rowid IN ${slice}`);
      write.run(`INSERT OR IGNORE INTO vector_ensembles SELECT instruments FROM (${INDEXED})`);
      write.run(
        `INSERT INTO vector_index (rowid, weights, vector, kind, instruments)
         SELECT seq, weights, vec_normalize(vector), kind, instruments FROM (${INDEXED})`,
      );
      write.run(`DELETE FROM stale_vectors WHERE seq IN ${slice}`);
      write.run(
        `INSERT OR REPLACE INTO vector_index_state VALUES (1, ${LAYOUT}, (SELECT count(*) FROM vector_index_rowids))`,
      );
    });
  }

  /** Whether the index is there with all its tables, of this layout, with as many rows as when it was last written. */
  #isWhole(): boolean {
    const { read } = this.#options;
    const tables = read.get(
      'SELECT count(*) AS n FROM sqlite_master WHERE name IN (SELECT value FROM json_each($tables))',
      Count,
      { tables: JSON.stringify(['vector_index', ...SHADOWS]) },
    );
    if (tables?.n !== SHADOWS.length + 1) return false;
    const state = read.get(
      `SELECT count(*) AS n FROM vector_index_state
       WHERE layout = ${LAYOUT} AND rows = (SELECT count(*) FROM vector_index_rowids)`,
      Count,
    );
    return state?.n === 1;
  }

  /** An empty index, with every vector marked as stale. */
  #makeAnew(write: WritableDatabase): boolean {
    try {
      write.transaction(() => {
        this.#options.unguarded(() => dropIndex(write));
        write.run(
          `CREATE VIRTUAL TABLE vector_index USING vec0(
             weights TEXT PARTITION KEY, vector FLOAT[${VECTOR_LENGTH}] distance_metric=L2,
             kind INTEGER, instruments INTEGER)`,
        );
        write.run('DELETE FROM vector_ensembles');
        write.run('INSERT OR IGNORE INTO stale_vectors SELECT seq FROM analyses WHERE vector IS NOT NULL');
        write.run(`INSERT OR REPLACE INTO vector_index_state VALUES (1, ${LAYOUT}, 0)`);
      });
      return true;
    } catch (error) {
      this.#broken = true;
      this.#options.log.error('the index over the vectors can not be made', error);
      return false;
    }
  }

  /** How many of the nearest vectors the caller may have to discard. */
  #excluded({ notItem, notRecording }: VectorQuery): number {
    const items = notItem === null ? 0 : 1;
    if (notRecording === null) return items;
    const count = this.#options.read.get(
      'SELECT count(*) AS n FROM analyses WHERE recording_id = $recordingId',
      Count,
      { recordingId: notRecording },
    );
    return items + (count?.n ?? 0);
  }

  #search(
    { filter, weightsSha256, notItem, notRecording, limit }: VectorQuery,
    vector: Buffer,
    k: number,
  ): Neighbour[] {
    const { search } = this.#options;
    if (search === null) throw new Error('sqlite-vec is missing');
    const { kinds, instrument } = filter;
    const { tags } = filterParams(filter);
    const narrowed = [
      kinds === undefined ? '' : 'AND kind IN (SELECT value FROM json_each($kinds))',
      instrument === undefined
        ? ''
        : 'AND instruments IN (SELECT instruments FROM vector_ensembles WHERE instruments & $bit)',
      tags === null ? '' : `AND rowid IN (${TAGGED})`,
    ].join(' ');
    return search.all(
      `WITH near AS MATERIALIZED (SELECT rowid, distance FROM vector_index
         WHERE vector MATCH $vector AND k = $k AND weights = $weights ${narrowed})
       SELECT i.seq AS item, min(2.0, n.distance * n.distance / 2.0) AS distance
       FROM near n JOIN analyses a ON a.seq = n.rowid JOIN items i ON i.id = a.audio_id
       WHERE i.id IS NOT $notItem AND i.recording_id IS NOT $notRecording
       ORDER BY n.distance, i.seq LIMIT $limit`,
      NeighbourRow,
      {
        vector,
        k,
        weights: weightsSha256,
        notItem,
        notRecording,
        limit,
        ...(kinds === undefined
          ? {}
          : { kinds: JSON.stringify(kinds.map((kind) => ItemKind.options.indexOf(kind))) }),
        ...(instrument === undefined ? {} : { bit: bitOf(instrument) }),
        ...(tags === null ? {} : { tags }),
      },
    );
  }

  #scan({ filter, weightsSha256, notItem, notRecording, limit }: VectorQuery, vector: Buffer): Neighbour[] {
    return this.#options.read.all(
      `SELECT i.seq AS item, min(2.0, max(0.0, vec_distance_cosine(a.vector, $vector))) AS distance
       FROM analyses a JOIN items i ON i.id = a.audio_id LEFT JOIN stems t ON t.id = i.stem_id
       WHERE a.weights_sha256 = $weights AND length(a.vector) = ${VECTOR_BYTES}
         AND i.id IS NOT $notItem AND i.recording_id IS NOT $notRecording AND ${FILTERED}
       ORDER BY distance, i.seq LIMIT $limit`,
      NeighbourRow,
      { ...filterParams(filter), vector, weights: weightsSha256, notItem, notRecording, limit },
    );
  }
}

/** Whether the error is the index's own: SQLite errors such as a full disk or a busy file have their own codes. */
const isDamage = (error: unknown): boolean => !isFailure(error) || error.code === 'library/damaged';

/** Analyses of the items that have all the tags. */
const TAGGED = `
  SELECT a.seq FROM tags g JOIN item_tags x ON x.tag = g.seq AND x.holds = 1 JOIN items i ON i.seq = x.item
  JOIN analyses a ON a.audio_id = i.id
  WHERE g.folded IN (SELECT value FROM json_each($tags))
  GROUP BY a.seq HAVING count(*) = json_array_length($tags)`;

/** What sqlite-vec keeps the index in. */
const SHADOWS = ['info', 'chunks', 'rowids', 'vector_chunks00', 'metadatachunks00', 'metadatachunks01'].map(
  (part) => `vector_index_${part}`,
);

/** Also one that lost some of its tables, which sqlite-vec refuses: its entry goes first, then what is left of them. */
function dropIndex(write: WritableDatabase): void {
  try {
    write.run('DROP TABLE IF EXISTS vector_index');
  } catch {
    // A virtual table has no pages of its own: its entry is all there is.
    write.run('PRAGMA writable_schema = ON');
    write.run(`DELETE FROM sqlite_schema WHERE name = 'vector_index'`);
    write.run('PRAGMA writable_schema = RESET');
    for (const table of SHADOWS) write.run(`DROP TABLE IF EXISTS ${table}`);
  }
}
