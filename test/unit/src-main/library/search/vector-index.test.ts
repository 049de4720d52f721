import BetterSqlite from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { VECTOR_LENGTH, type ItemFilter } from '../../../../../src-shared/contract/item-schemas.ts';
import { deleteExcerpt } from '../../../../../src-main/library/rows/excerpts.ts';
import { getItem, itemsBySeq } from '../../../../../src-main/library/rows/items.ts';
import { silentLog } from '../../../../../src-main/library/log/log.ts';
import { openLibrary, type Library } from '../../../../../src-main/library/open.ts';
import { deleteRecording, setPlayers } from '../../../../../src-main/library/rows/recordings.ts';
import { VectorIndex, type VectorQuery } from '../../../../../src-main/library/search/vector-index.ts';
import { cosineDistance, requireVector } from '../../../../../src-main/library/search/vectors.ts';
import type { ItemId } from '../../../../../src-shared/project/ids.ts';
import { ensembleOf } from '../../../../../src-shared/project/players.ts';
import { addExcerpt, addRecording, addStems, addVector, between, direction } from '../item-fixture.ts';
import { openTestLibrary } from '../open-test-library.ts';

const queryOf = (vector: Float32Array, change: Partial<VectorQuery> = {}): VectorQuery => ({
  vector,
  weightsSha256: 'w1',
  filter: {},
  notItem: null,
  notRecording: null,
  limit: 100,
  ...change,
});

const nearest = (library: Pick<Library, 'read' | 'vectors'>, query: VectorQuery): ItemId[] =>
  itemsBySeq(
    library.read,
    library.vectors.nearest(query).map(({ item }) => item),
  ).map(({ id }) => id);

/** The same library without its index: every vector is looked at. */
const scanOf = (library: Pick<Library, 'read'>): VectorIndex =>
  new VectorIndex({
    read: library.read,
    write: null,
    search: null,
    unguarded: (work) => work(),
    log: silentLog,
  });

const count = (library: Pick<Library, 'read'>, table: string): number =>
  library.read.get(`SELECT count(*) AS n FROM ${table}`, z.object({ n: z.number() }))?.n ?? -1;

/** Sixty stems of twenty trios, with vectors all over the place. */
async function aLibrary() {
  const library = await openTestLibrary();
  const { write } = library;
  const recordings = Array.from({ length: 20 }, (_, at) => {
    const instruments =
      at % 2 === 0 ? (['violin', 'cello', 'flute'] as const) : (['oboe', 'cello', 'horn'] as const);
    const id = addRecording(write, `Trio ${at}`, instruments);
    addVector(write, id, direction(1000 + at));
    const { stemIds } = addStems(write, id, instruments);
    for (const [position, stemId] of stemIds.entries())
      addVector(write, stemId, direction(3 * at + position));
    return { id, stemIds };
  });
  return { ...library, recordings };
}

describe('the nearest vectors', () => {
  it('are those of a plain scan, with its distances, under every filter', async () => {
    const library = await aLibrary();
    await library.vectors.settle();
    expect(count(library, 'stale_vectors')).toBe(0);
    const scan = scanOf(library);
    const [first] = library.recordings;
    if (first === undefined) throw new Error('no recordings');
    const filters: ItemFilter[] = [
      {},
      { kinds: ['stem'] },
      { kinds: ['recording', 'stem'] },
      { instrument: 'cello' },
      { instrument: 'horn', kinds: ['recording'] },
    ];
    for (const filter of filters) {
      for (const change of [{}, { notRecording: first.id }, { notItem: first.id, limit: 3 }]) {
        const query = queryOf(direction(77), { filter, ...change });
        const [found, expected] = [library.vectors.nearest(query), scan.nearest(query)];
        expect(found.length).toBeGreaterThan(0);
        expect(found.map(({ item }) => item)).toEqual(expected.map(({ item }) => item));
        for (const [at, { distance }] of found.entries()) {
          expect(distance).toBeCloseTo(expected[at]?.distance ?? Number.NaN, 5);
        }
      }
    }
  });

  it('tell the cosine distance: 0 the same, 1 at right angles, 2 the opposite', async () => {
    const library = await openTestLibrary();
    const { write } = library;
    const e = (at: number, sign = 1) =>
      Float32Array.from({ length: VECTOR_LENGTH }, (_, n) => (n === at ? sign : 0));
    const same = addRecording(write, 'Same');
    const right = addRecording(write, 'Right');
    const opposite = addRecording(write, 'Opposite');
    const near = addRecording(write, 'Near');
    addVector(write, opposite, e(0, -1));
    addVector(write, right, e(1));
    addVector(write, same, e(0));
    addVector(write, near, between(e(0), e(1), 0.5));
    expect(nearest(library, queryOf(e(0)))).toEqual([same, near, right, opposite]);
    const distances = library.vectors.nearest(queryOf(e(0))).map(({ distance }) => distance);
    for (const [at, expected] of [0, 1 - Math.SQRT1_2, 1, 2].entries()) {
      expect(distances[at]).toBeCloseTo(expected, 6);
    }
  });

  it('follow every change: new analyses, removed items, other players', async () => {
    const library = await openTestLibrary();
    const { write } = library;
    const [a, b, c] = ['A', 'B', 'C'].map((title) => addRecording(write, title, ['violin']));
    if (a === undefined || b === undefined || c === undefined) throw new Error('no recordings');
    const all = () => nearest(library, queryOf(direction(1)));
    expect(all()).toEqual([]);
    addVector(write, a, direction(1));
    addVector(write, b, between(direction(1), direction(2), 0.3));
    expect(all()).toEqual([a, b]);
    addVector(write, c, between(direction(1), direction(2), 0.1));
    addVector(write, b, null);
    expect(all()).toEqual([a, c]);
    expect(getItem(write, b)?.vector).toBe('silent');
    addVector(write, a, direction(9), 'w2');
    expect(all()).toEqual([c]);
    expect(nearest(library, queryOf(direction(1), { weightsSha256: 'w2' }))).toEqual([a]);
    const violins = () => nearest(library, queryOf(direction(1), { filter: { instrument: 'violin' } }));
    expect(violins()).toEqual([c]);
    setPlayers(write, c, ensembleOf(['piano', 'viola']));
    expect(violins()).toEqual([]);
    expect(nearest(library, queryOf(direction(1), { filter: { instrument: 'viola' } }))).toEqual([c]);
    const excerpt = addExcerpt(write, c, 'Solo');
    addVector(write, excerpt, direction(1));
    expect(all()).toEqual([excerpt, c]);
    deleteExcerpt(write, excerpt);
    expect(all()).toEqual([c]);
    deleteRecording(write, c);
    expect(all()).toEqual([]);
    deleteRecording(write, a);
    expect([count(library, 'analyses'), count(library, 'vector_index')]).toEqual([1, 1]);
    await library.vectors.settle();
    expect(count(library, 'vector_index')).toBe(0);
  });

  it('are found all the same while many changes wait', async () => {
    const library = await openTestLibrary();
    const { write } = library;
    const id = addRecording(write, 'Long');
    const excerpts = Array.from({ length: 1200 }, (_, at) => addExcerpt(write, id, `Excerpt ${at}`));
    for (const [at, excerpt] of excerpts.entries()) addVector(write, excerpt, direction(at));
    expect(count(library, 'stale_vectors')).toBe(1200);
    const [found] = nearest(library, queryOf(direction(1100), { limit: 1 }));
    expect(found).toBe(excerpts[1100]);
    expect(count(library, 'stale_vectors')).toBe(700);
    await library.vectors.settle();
    expect(count(library, 'vector_index')).toBe(1200);
    expect(nearest(library, queryOf(direction(7), { limit: 1 }))).toEqual([excerpts[7]]);
  });

  it('beyond what the index gives are found by a scan', async () => {
    const library = await aLibrary();
    expect(library.vectors.nearest(queryOf(direction(1), { limit: 5000 }))).toHaveLength(80);
  });
});

describe('the index', () => {
  /** As another program may do it that knows nothing of the index. */
  const outside = (path: string, sql: string): void => {
    const database = new BetterSqlite(path);
    database.exec(sql);
    database.close();
  };

  it.each([
    ['lost its vectors', 'DROP TABLE vector_index_vector_chunks00'],
    ['lost its chunks', 'DROP TABLE vector_index_chunks'],
    ['lost its rows', 'DROP TABLE vector_index_rowids'],
    ['lost its settings', 'DROP TABLE vector_index_info'],
    ['lost its columns', 'DROP TABLE vector_index_metadatachunks01'],
    [
      'lost everything',
      'DROP TABLE vector_index_chunks; DROP TABLE vector_index_info; DROP TABLE vector_index_rowids; DROP TABLE vector_index_vector_chunks00',
    ],
    ['lost rows', 'DELETE FROM vector_index_rowids WHERE rowid < 20'],
    ['is of another layout', 'UPDATE vector_index_state SET layout = 0'],
    ['was never there', 'DELETE FROM vector_index_state'],
  ])('that %s is made again when the library is opened', async (_, damage) => {
    const before = await aLibrary();
    const query = queryOf(direction(5), { limit: 10 });
    const expected = before.vectors.nearest(query);
    before.close();
    outside(before.folder.database, damage);
    const after = await openTestLibrary(before.folder.root);
    expect(count(after, 'stale_vectors')).toBe(80);
    expect(after.vectors.nearest(query)).toEqual(expected);
    await after.vectors.settle();
    expect([count(after, 'stale_vectors'), count(after, 'vector_index')]).toEqual([0, 80]);
    expect(after.vectors.nearest(query)).toEqual(expected);
  });

  it('that is found damaged by a question is made again, and the question answered', async () => {
    const warn = vi.fn<(message: string) => void>();
    const log = { info: () => {}, warn, error: () => {} };
    const before = await aLibrary();
    const query = queryOf(direction(5), { limit: 10 });
    const expected = before.vectors.nearest(query);
    before.close();
    outside(before.folder.database, `UPDATE vector_index_vector_chunks00 SET vectors = x'00'`);
    const after = await openLibrary(before.folder.root, { log, access: 'write' });
    expect(count(after, 'stale_vectors')).toBe(0);
    const items = (found: typeof expected) => found.map(({ item }) => item);
    expect(items(after.vectors.nearest(query))).toEqual(items(expected));
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('damaged'), expect.anything());
    await after.vectors.settle();
    expect(after.vectors.nearest(query)).toEqual(expected);
    after.close();
  });

  it('serves a program that only reads, and one without it reads every vector', async () => {
    const writer = await aLibrary();
    const query = queryOf(direction(5), { limit: 10 });
    const expected = writer.vectors.nearest(query);
    const reader = await openLibrary(writer.folder.root, { log: silentLog, access: 'read' });
    expect(reader.vectors.nearest(query)).toEqual(expected);
    const late = addRecording(writer.write, 'Late');
    addVector(writer.write, late, direction(5000));
    expect(nearest(reader, queryOf(direction(5000), { limit: 1 }))).toEqual([late]);
    reader.close();
  });

  it('is no part of what a library needs: without sqlite-vec the file is read as ever', async () => {
    const before = await aLibrary();
    before.close();
    const plain = new BetterSqlite(before.folder.database);
    expect(plain.pragma('quick_check', { simple: true })).toBe('ok');
    expect(plain.prepare('SELECT count(*) FROM analyses').pluck().get()).toBe(80);
    plain.close();
  });
});

describe('a vector', () => {
  it('of another length, or that is no direction, is refused', async () => {
    const { write, vectors } = await openTestLibrary();
    const id = addRecording(write, 'A');
    const bad = [
      new Float32Array(VECTOR_LENGTH + 1).fill(1 / Math.sqrt(VECTOR_LENGTH + 1)),
      new Float32Array(0),
      new Float32Array(VECTOR_LENGTH),
      new Float32Array(VECTOR_LENGTH).fill(1),
      Float32Array.from({ length: VECTOR_LENGTH }, (_, at) => (at === 3 ? Number.NaN : 0.09)),
      Float32Array.from({ length: VECTOR_LENGTH }, (_, at) => (at === 3 ? Infinity : 0)),
    ];
    for (const vector of bad) {
      expect(() => requireVector(vector)).toThrow(/a vector/);
      expect(() => addVector(write, id, vector)).toThrow(/a vector/);
      expect(() => vectors.nearest(queryOf(vector))).toThrow(/a vector/);
    }
    expect(getItem(write, id)?.vector).toBe('waiting');
  });

  it('may be shorter: zeros fill it up, which changes no angle', async () => {
    const library = await openTestLibrary();
    const id = addRecording(library.write, 'A');
    addVector(library.write, id, Float32Array.of(0.6, 0.8));
    expect([...requireVector(Float32Array.of(0.6, 0.8)).subarray(0, 3)]).toEqual([
      ...Float32Array.of(0.6, 0.8, 0),
    ]);
    const [found] = library.vectors.nearest(queryOf(Float32Array.of(1)));
    expect(found?.distance).toBeCloseTo(0.4, 6);
  });

  it('is compared wherever in memory it lies', () => {
    const bytes = new Uint8Array(VECTOR_LENGTH * 4 + 1);
    const a = direction(1);
    bytes.set(new Uint8Array(a.buffer), 1);
    expect(cosineDistance(bytes.subarray(1), new Uint8Array(a.buffer))).toBeCloseTo(0, 6);
    expect(() => cosineDistance(bytes, bytes)).toThrow(/512/);
  });
});
