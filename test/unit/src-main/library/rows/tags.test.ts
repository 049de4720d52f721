import { describe, expect, it } from 'vitest';
import {
  comparableItems,
  mostUsedWeights,
  vectorsOf,
} from '../../../../../src-main/library/rows/comparable.ts';
import { getItem } from '../../../../../src-main/library/rows/items.ts';
import { readQuery } from '../../../../../src-shared/search/read-query.ts';
import { searchItems } from '../../../../../src-main/library/search/find-items.ts';
import { deleteRecording } from '../../../../../src-main/library/rows/recordings.ts';
import {
  decideTag,
  forgetTag,
  itemsOfTag,
  listTags,
  renameTag,
  spellingOf,
  tagAll,
  tagsOfItems,
  undecideTag,
  untagAll,
} from '../../../../../src-main/library/rows/tags.ts';
import { Tag } from '../../../../../src-shared/contract/item-schemas.ts';
import { newRecordingId, type ItemId } from '../../../../../src-shared/project/ids.ts';
import { addExcerpt, addRecording, addVector, direction } from '../item-fixture.ts';
import { openTestLibrary } from '../open-test-library.ts';

async function aLibrary() {
  const library = await openTestLibrary();
  const { write } = library;
  const ids = ['A', 'B', 'C'].map((title) => addRecording(write, title));
  const seqOf = (id: ItemId): number => getItem(write, id)?.seq ?? -1;
  const [a, b, c] = ids.map(seqOf);
  const [idA, idB] = ids;
  if (a === undefined || b === undefined || c === undefined || idA === undefined || idB === undefined) {
    throw new Error('no recordings');
  }
  return { ...library, write, a, b, c, idA, idB };
}

describe('tags', () => {
  it('are added to several items and removed from them at once; refusals are overruled by the first only', async () => {
    const { write, a, c, idA, idB } = await aLibrary();
    decideTag(write, a, 'Hall', false);
    decideTag(write, c, 'Hall', false);
    tagAll(write, [idA, idB, newRecordingId()], 'hall');
    tagAll(write, [idB], 'Pizzicato');
    expect(tagsOfItems(write, [idA, idB])).toEqual([
      { tag: 'Hall', count: 2 },
      { tag: 'Pizzicato', count: 1 },
    ]);
    expect(searchItems(write, readQuery(''), { tags: ['hall'] }, 50).map(({ id }) => id)).toEqual([idB, idA]);
    untagAll(write, [idA], 'HALL');
    expect(tagsOfItems(write, [idA, idB])).toEqual([
      { tag: 'Hall', count: 1 },
      { tag: 'Pizzicato', count: 1 },
    ]);
    expect(itemsOfTag(write, 'Hall', false)).toEqual([c]);
  });

  it('are on items, counted, found and filtered by, in one spelling', async () => {
    const { write, a, b, idA, idB } = await aLibrary();
    decideTag(write, a, 'Pizzicato', true);
    decideTag(write, b, 'pizzicato', true);
    decideTag(write, a, 'Church', true);
    decideTag(write, a, 'Church', true);
    expect(listTags(write)).toEqual([
      { tag: 'Church', count: 1, refused: 0 },
      { tag: 'Pizzicato', count: 2, refused: 0 },
    ]);
    expect(spellingOf(write, 'PIZZICATO')).toBe('Pizzicato');
    expect(getItem(write, idA)?.tags).toEqual(['Church', 'Pizzicato']);
    const found = (text: string, tags: string[] = []) =>
      searchItems(write, readQuery(text), { tags }, 10).map(({ id }) => id);
    expect(found('pizz').sort()).toEqual([idA, idB].sort());
    expect(found('', ['PIZZICATO', 'church'])).toEqual([idA]);
    expect(found('', ['Church', 'none'])).toEqual([]);
    undecideTag(write, a, 'church', true);
    expect([found('church'), spellingOf(write, 'church')]).toEqual([[], null]);
  });

  it('remember a refusal, until it is taken back or the tag is given', async () => {
    const { write, a, b, idA } = await aLibrary();
    decideTag(write, a, 'Live', false);
    decideTag(write, b, 'Live', true);
    expect(getItem(write, idA)?.tags).toEqual([]);
    expect(searchItems(write, readQuery('live'), {}, 10)).toHaveLength(1);
    expect([itemsOfTag(write, 'live', true), itemsOfTag(write, 'live', false)]).toEqual([[b], [a]]);
    // Taking the tag away is not taking the refusal back.
    undecideTag(write, a, 'Live', true);
    expect(itemsOfTag(write, 'live', false)).toEqual([a]);
    decideTag(write, a, 'Live', true);
    expect([itemsOfTag(write, 'live', true), itemsOfTag(write, 'live', false)]).toEqual([[a, b], []]);
    decideTag(write, a, 'Live', false);
    undecideTag(write, a, 'Live', false);
    undecideTag(write, b, 'Live', true);
    expect(listTags(write)).toEqual([]);
  });

  it('are renamed, into another where that is there; having it wins', async () => {
    const { write, a, b, c, idA } = await aLibrary();
    decideTag(write, a, 'pizz', true);
    decideTag(write, b, 'pizz', true);
    decideTag(write, b, 'Pizzicato', false);
    decideTag(write, c, 'Pizzicato', true);
    renameTag(write, 'pizz', 'PIZZICATO');
    expect(listTags(write)).toEqual([{ tag: 'PIZZICATO', count: 3, refused: 0 }]);
    expect(getItem(write, idA)?.tags).toEqual(['PIZZICATO']);
    renameTag(write, 'pizzicato', 'Plucked');
    expect(searchItems(write, readQuery('plucked'), {}, 10)).toHaveLength(3);
    expect(searchItems(write, readQuery('pizzicato'), {}, 10)).toEqual([]);
    renameTag(write, 'Plucked', 'plucked');
    expect(listTags(write)).toEqual([{ tag: 'plucked', count: 3, refused: 0 }]);
    forgetTag(write, 'Plucked');
    expect([listTags(write), getItem(write, idA)?.tags]).toEqual([[], []]);
  });

  it('go with their items', async () => {
    const { write, a, idA } = await aLibrary();
    decideTag(write, a, 'Live', true);
    const excerpt = addExcerpt(write, idA, 'Solo');
    decideTag(write, getItem(write, excerpt)?.seq ?? -1, 'Solo', true);
    deleteRecording(write, idA);
    expect(listTags(write)).toEqual([]);
    expect([spellingOf(write, 'live'), spellingOf(write, 'solo')]).toEqual([null, null]);
  });

  it('change all or nothing', async () => {
    const { write, a } = await aLibrary();
    expect(() =>
      write.transaction(() => {
        decideTag(write, a, 'Live', true);
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(listTags(write)).toEqual([]);
    expect(() => decideTag(write, 999, 'Live', true)).toThrow(/FOREIGN KEY/);
    expect(spellingOf(write, 'Live')).toBeNull();
  });

  it('are text of 1 to 60 characters, without odd spaces', () => {
    expect(Tag.parse('  in  a \t church ')).toBe('in a church');
    expect(Tag.parse('e\u0301tude')).toBe('étude');
    for (const text of ['', '   ', 'x'.repeat(61)]) expect(Tag.safeParse(text).success).toBe(false);
  });
});

describe('what a tag is learnt from', () => {
  it('are items with vectors of the weights that most are from', async () => {
    const { write, a, b, c, idA, idB } = await aLibrary();
    expect(mostUsedWeights(write)).toBeNull();
    addVector(write, idA, direction(1), 'new');
    addVector(write, idB, direction(2), 'new');
    const excerpt = addExcerpt(write, idA, 'Solo');
    addVector(write, excerpt, direction(3), 'old');
    expect(mostUsedWeights(write)).toBe('new');
    decideTag(write, a, 'Live', true);
    decideTag(write, b, 'Live', false);
    decideTag(write, c, 'Live', true);
    expect(comparableItems(write, 'new', 'live').map(({ seq, kind, holds }) => [seq, kind, holds])).toEqual([
      [a, 'recording', true],
      [b, 'recording', false],
    ]);
    expect(comparableItems(write, 'old', 'live')).toMatchObject([{ kind: 'excerpt', holds: null }]);
    expect(vectorsOf(write, [b, a])).toEqual([direction(2), direction(1)]);
    expect(() => vectorsOf(write, [c])).toThrow(/no vector/);
  });
});
