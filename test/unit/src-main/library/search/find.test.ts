import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ItemKind } from '../../../../../src-shared/contract/item-schemas.ts';
import { RECORDING_SORTS } from '../../../../../src-shared/contract/finding.ts';
import { NO_METADATA, type Metadata } from '../../../../../src-shared/contract/metadata.ts';
import type { DeclaredInstrument } from '../../../../../src-shared/project/players.ts';
import type { WritableDatabase } from '../../../../../src-main/library/database.ts';
import { getItem } from '../../../../../src-main/library/rows/items.ts';
import { putQuality } from '../../../../../src-main/library/rows/quality.ts';
import {
  deleteRecording,
  recordingsByItem,
  renameRecording,
  setMetadata,
} from '../../../../../src-main/library/rows/recordings.ts';
import { decideTag } from '../../../../../src-main/library/rows/tags.ts';
import { searchItems } from '../../../../../src-main/library/search/find-items.ts';
import { findRecordings, RecordingFinder } from '../../../../../src-main/library/search/find-recordings.ts';
import { readQuery } from '../../../../../src-shared/search/read-query.ts';
import { facetsOf } from '../../../../../src-main/library/search/facets.ts';
import { addExcerpt, addRecording, addStems, addVector } from '../item-fixture.ts';
import { openTestLibrary } from '../open-test-library.ts';

const TITLES = ['Trio in C', 'Quartet No. 2', 'Quartet No. 10', '弦楽四重奏曲', 'Élégie', 'trio sonata'];
const COMPOSERS = ['Johannes Brahms', 'Dvořák', '武満 徹', ''];
const DATES = ['1998', '1998-05', '2004-11-30', 'May', ''];
const INSTRUMENTS: readonly DeclaredInstrument[] = ['violin', 'viola', 'cello', 'oboe'];

/** An item as the test remembers it: what each condition is asked of, in plain values. */
interface Known {
  readonly id: string;
  readonly kind: ItemKind;
  readonly title: string;
  readonly composer: string;
  readonly date: string;
  readonly instruments: readonly string[];
  readonly name: string;
  readonly tags: readonly string[];
  readonly seconds: number;
  readonly separated: boolean;
  readonly sdr: number | null;
}

/** Some recordings with stems, excerpts, tags, lengths and qualities, drawn from an index. */
function fill(write: WritableDatabase, count: number): Known[] {
  return write.transaction(() => Array.from({ length: count }, (_, n) => oneOf(write, n)).flat());
}

function oneOf(write: WritableDatabase, n: number): Known[] {
  const pick = <T>(list: readonly T[], every = 1): T => list[Math.floor(n / every) % list.length] as T;
  const [title, composer, date] = [pick(TITLES), pick(COMPOSERS, 2), pick(DATES, 3)];
  const own = [pick(INSTRUMENTS), pick(INSTRUMENTS, 3)].filter((each, at, all) => all.indexOf(each) === at);
  const id = addRecording(write, title, own);
  const frames = 441_000 * (1 + (n % 4));
  write.run('UPDATE recordings SET frames = $frames WHERE id = $id', { id, frames });
  const metadata: Metadata = { ...NO_METADATA, composer, date };
  setMetadata(write, id, metadata);
  const isTagged = n % 5 === 0;
  if (isTagged) decideTag(write, getItem(write, id)?.seq ?? 0, 'Live', true);
  const common = { title, composer, date, seconds: frames / 44_100 };
  const labels = own.map((name) => name.charAt(0).toUpperCase() + name.slice(1));
  const separated = n % 3 !== 0;
  const sdrs = own.map((_, at) => (n % 2 === 0 ? n / 4 - at : null));
  const parts: Known[] = [];
  if (separated) {
    const { separationId, stemIds } = addStems(write, id, own);
    putQuality(write, separationId, report(stemIds, sdrs));
    for (const [at, stemId] of stemIds.entries()) {
      const [name = '', instrument = ''] = [labels[at], own[at]];
      const sdr = sdrs[at] ?? null;
      parts.push({
        ...common,
        id: stemId,
        kind: 'stem',
        instruments: [instrument],
        name,
        tags: [],
        separated,
        sdr,
      });
    }
  }
  if (n % 4 === 1) {
    const excerpt = addExcerpt(write, id, 'Cadenza');
    parts.push({
      ...common,
      id: excerpt,
      kind: 'excerpt',
      instruments: [],
      name: 'Cadenza',
      tags: [],
      separated,
      sdr: null,
    });
  }
  const known = sdrs.filter((sdr) => sdr !== null);
  const sdr = separated && known.length > 0 ? Math.min(...known) : null;
  const tags = isTagged ? ['Live'] : [];
  return [
    { ...common, id, kind: 'recording', instruments: own, name: labels.join(' '), tags, separated, sdr },
    ...parts,
  ];
}

const report = (stemIds: readonly string[], sdrs: readonly (number | null)[]) =>
  ({
    createdAt: '2026',
    stems: stemIds.map((stemId, at) => {
      const sdr = sdrs[at] ?? null;
      return { stemId, expected: sdr === null ? null : { sdr, low: sdr, high: sdr } };
    }),
  }) as never;

/** Every kind of condition, with what it means for an item. */
const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase();
const anywhere =
  (word: string) =>
  (item: Known): boolean =>
    [
      item.title,
      item.composer,
      item.date,
      item.name,
      item.instruments.join(' '),
      item.tags.join(' '),
      item.kind === 'recording' ? `${item.title}.wav /music` : '',
    ].some((text) => fold(text).includes(fold(word)));
const day = ({ date }: Known): number => (/^\d/.test(date) ? Number(date.slice(0, 4)) : Number.NaN);
const CONDITIONS: readonly (readonly [string, (item: Known) => boolean])[] = [
  ...['trio', 'TRI', 'quartet', '四重奏', '奏', 'dvorak', 'o', 'elegie', '1998', 'nowhere', 'violin'].map(
    (word) => [word, anywhere(word)] as const,
  ),
  ['"no. 1"', anywhere('no. 1')],
  ['composer:brahms', (item) => fold(item.composer).includes('brahms')],
  ['composer="dvořák"', (item) => item.composer === 'Dvořák'],
  ['composer=""', (item) => item.composer === ''],
  ['title:no', (item) => fold(item.title).includes('no')],
  ['name:cadenza', (item) => item.name === 'Cadenza'],
  ['player:viola', (item) => item.instruments.includes('viola')],
  ['tag:live', (item) => item.tags.includes('Live')],
  ['tag=LIVE', (item) => item.tags.includes('Live')],
  ['length>15', (item) => item.seconds > 15],
  ['length:10..20', (item) => item.seconds >= 10 && item.seconds <= 20],
  ['quality<3', (item) => item.sdr !== null && item.sdr < 3],
  ['has:quality', (item) => item.sdr !== null],
  ['date:1998', (item) => day(item) === 1998],
  ['date>1998', (item) => day(item) > 1998],
  ['date<2004-01', (item) => day(item) < 2004],
  ['is:separated', (item) => item.separated],
  ['is:recording', (item) => item.kind === 'recording'],
  ['is:stem', (item) => item.kind === 'stem'],
  ['is:excerpt', (item) => item.kind === 'excerpt'],
  ['has:players', () => true],
  ['model:m', (item) => (item.kind === 'recording' ? item.separated : item.kind === 'stem')],
  ['rate=44100', () => true],
];

describe('a query', () => {
  it.each([
    { ranked: 2000, few: 1000 },
    { ranked: 2, few: 1000 },
    { ranked: 2, few: 3 },
  ])(
    'finds exactly what each of its conditions holds for, by whichever way: $ranked, $few',
    async (bounds) => {
      const { write } = await openTestLibrary();
      const known = fill(write, 60);
      const term = fc.tuple(fc.constantFrom(...CONDITIONS), fc.boolean());
      fc.assert(
        fc.property(fc.array(term, { minLength: 1, maxLength: 4 }), (terms) => {
          const text = terms.map(([[typed], negated]) => (negated ? `-${typed}` : typed)).join(' ');
          const expected = known.filter((item) =>
            terms.every(([[, holds], negated]) => holds(item) !== negated),
          );
          const items = searchItems(write, readQuery(text), {}, 500, bounds);
          expect(items.map(({ id }) => id).sort(), text).toEqual(expected.map(({ id }) => id).sort());
          const kinds = items.map(({ kind }) => kind);
          expect(kinds.lastIndexOf('recording'), 'recordings first').toBe(
            kinds.filter((kind) => kind === 'recording').length - 1,
          );
          const listed = findRecordings(write, readQuery(text), { by: 'title', descending: false });
          expect(
            recordingsByItem(write, listed)
              .map(({ id }) => id as string)
              .sort(),
            text,
          ).toEqual(expected.flatMap(({ kind, id }) => (kind === 'recording' ? [id] : [])).sort());
        }),
        { numRuns: 150, seed: 18 },
      );
    },
  );

  it('follows every change', async () => {
    const { write } = await openTestLibrary();
    const id = addRecording(write, 'Trio', ['viola']);
    const found = (text: string) => searchItems(write, readQuery(text), {}, 10).length;
    expect([found('composer:haydn'), found('date:1772'), found('is:separated')]).toEqual([0, 0, 0]);
    setMetadata(write, id, { ...NO_METADATA, composer: 'Haydn', date: '1772' });
    addStems(write, id, ['viola']);
    expect([found('composer:haydn'), found('date:1772'), found('is:separated')]).toEqual([2, 2, 2]);
    renameRecording(write, id, 'Quartet');
    expect([found('title:trio'), found('title="quartet"')]).toEqual([0, 2]);
    deleteRecording(write, id);
    expect(found('')).toBe(0);
  });
});

describe('who plays', () => {
  it('is what was heard where nobody named the players', async () => {
    const { write } = await openTestLibrary();
    const id = addRecording(write, 'Take 1');
    const named = addRecording(write, 'Take 2', ['oboe']);
    for (const each of [id, named]) {
      addVector(write, each, null);
      write.run(
        `UPDATE analyses SET heard = json_set(heard, '$.proposal', json('[{"instrument":"horn"}]')) WHERE audio_id = $each`,
        { each },
      );
    }
    const found = (text: string) => searchItems(write, readQuery(text), {}, 10).map((item) => item.id);
    expect([found('player:horn'), found('horn'), found('ホルン')]).toEqual([[id], [id], [id]]);
    expect(found('-player:horn')).toEqual([named]);
    expect(facetsOf(write, null).player).toEqual([
      { value: 'horn', count: 1 },
      { value: 'oboe', count: 1 },
    ]);
  });
});

describe('facets', () => {
  it('count what an answer is made of', async () => {
    const { write } = await openTestLibrary();
    const known = fill(write, 40).filter(({ kind }) => kind === 'recording');
    const counts = (items: readonly Known[], value: (item: Known) => readonly string[]) => {
      const all = items.flatMap(value).filter((each) => each !== '');
      return Object.fromEntries(
        [...new Set(all)].map((each) => [each, all.filter((one) => one === each).length]),
      );
    };
    const facet = (text: string, name: 'composer' | 'player' | 'is' | 'date') => {
      const query = readQuery(text);
      const items = findRecordings(write, query, { by: 'title', descending: false });
      const found = facetsOf(write, query.length === 0 ? null : items)[name];
      expect(found.map(({ count }) => count)).toEqual(
        found.map(({ count }) => count).toSorted((a, b) => b - a),
      );
      return Object.fromEntries(found.map(({ value, count }) => [value, count]));
    };
    const separated = known.filter((item) => item.separated);
    for (const [text, items] of [
      ['', known],
      ['is:separated', separated],
    ] as const) {
      expect(facet(text, 'composer')).toEqual(counts(items, ({ composer }) => [composer]));
      expect(facet(text, 'player')).toEqual(counts(items, ({ instruments }) => instruments));
      expect(facet(text, 'is')).toEqual(
        counts(items, (item) => [item.separated ? 'separated' : 'unseparated']),
      );
      expect(facet(text, 'date')).toEqual(
        counts(items, ({ date }) => (/^\d/.test(date) ? [date.slice(0, 4)] : [])),
      );
    }
  });
});

describe('a sorted list', () => {
  it('is the same list whatever it is sorted by, with what is unknown last', async () => {
    const { write } = await openTestLibrary();
    const known = fill(write, 40).filter(({ kind }) => kind === 'recording');
    for (const by of RECORDING_SORTS) {
      for (const descending of [false, true]) {
        const rows = recordingsByItem(write, findRecordings(write, [], { by, descending }));
        const items = rows.map(({ id }) => known.find((item) => item.id === id));
        expect(new Set(items)).toEqual(new Set(known));
        const keys = items.map(
          (item) => (by === 'length' ? item?.seconds : by === 'quality' ? item?.sdr : null) ?? null,
        );
        const values = keys.filter((value) => value !== null);
        expect(values).toEqual(values.toSorted((a, b) => (descending ? b - a : a - b)));
        expect(keys.slice(values.length).every((value) => value === null)).toBe(true);
      }
    }
  });

  it('sorts titles as people read them: numbers by value, without case and accents', async () => {
    const { write } = await openTestLibrary();
    for (const title of ['Quartet No. 10', 'élégie', 'Quartet No. 2', 'Zug', 'Ärger', 'quartet no. 3']) {
      addRecording(write, title);
    }
    const titles = (descending: boolean) =>
      recordingsByItem(write, findRecordings(write, [], { by: 'title', descending })).map(
        ({ title }) => title,
      );
    const sorted = ['Ärger', 'élégie', 'Quartet No. 2', 'quartet no. 3', 'Quartet No. 10', 'Zug'];
    expect(titles(false)).toEqual(sorted);
    expect(titles(true)).toEqual(sorted.toReversed());
  });

  it('is cut into pages of one list, which is asked for again once the library has changed', async () => {
    const { write } = await openTestLibrary();
    const first = addRecording(write, 'A');
    const finder = new RecordingFinder(write);
    const sort = { by: 'title', descending: false } as const;
    const find = () => finder.find('', [], sort);
    const before = find();
    expect(find()).toBe(before);
    addRecording(write, 'B');
    expect(recordingsByItem(write, find()).map(({ title }) => title)).toEqual(['A', 'B']);
    deleteRecording(write, first);
    expect(recordingsByItem(write, find()).map(({ title }) => title)).toEqual(['B']);
  });
});
