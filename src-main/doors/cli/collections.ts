import { NEWEST_FIRST, type Collection } from '../../../src-shared/contract/finding.ts';
import {
  addCollection,
  collectionNamed,
  collectionsIn,
  removeFromLibrary,
} from '../../app/collections-in-library.ts';
import { listRecordings } from '../../app/find-in-library.ts';
import type { Io } from './call.ts';
import { command, group } from './command.ts';
import { json, libraryOption } from './common-options.ts';
import { inWords, toJson } from './list.ts';
import { byDefault, invalid, value, wholeNumber } from './options.ts';
import { onOneLine } from './terminal.ts';
import { print } from './use-case.ts';

const options = { library: libraryOption('the library'), json };
const COLLECTIONS = '{"collections": [{"name", "query"}]}';

const list = command({
  name: 'collections list',
  summary: 'Lists the searches that are kept under names',
  positionals: [],
  about: 'Lists the searches that are kept under names.',
  options,
  json: COLLECTIONS,
  async run({ values }, io) {
    printCollections(io, values.json, await collectionsIn(values.library));
  },
});

const show = command({
  name: 'collections show',
  summary: 'Lists the recordings of a collection',
  positionals: ['NAME'],
  about: 'Lists what the search of a collection finds now, the newest first.',
  options: {
    ...options,
    count: {
      ...byDefault(
        value('N', 'at most so many', (text) => wholeNumber(1, 500)(text, '-k')),
        '100',
      ),
      short: 'k',
    },
  },
  json: '{"total", "recordings": …} as "list" has them',
  async run({ values, positionals }, io) {
    const { text } = await collectionNamed(values.library, nameOf(positionals));
    const found = await listRecordings(values.library, {
      ...{ text, sort: NEWEST_FIRST, offset: 0, limit: values.count },
    });
    const recordings = found.recordings.map(toJson);
    print(io, values.json, { total: found.total, recordings }, () => inWords(found, 0));
  },
});

const add = command({
  name: 'collections add',
  summary: 'Keeps a search under a name',
  positionals: ['NAME', 'QUERY…'],
  about:
    'Keeps a search, as "search" understands it, under a name. An existing collection of that name takes the new search.',
  options,
  json: COLLECTIONS,
  async run({ values, positionals }, io) {
    const text = positionals.slice(1).join(' ').trim();
    if (text === '') throw invalid('QUERY is missing: what does the collection show?');
    const name = nameOf(positionals);
    printCollections(io, values.json, await addCollection(values.library, { name, text }));
  },
});

const remove = command({
  name: 'collections remove',
  summary: 'Forgets a kept search',
  positionals: ['NAME'],
  about: 'Forgets a kept search. The recordings that it shows stay.',
  options,
  json: COLLECTIONS,
  async run({ values, positionals }, io) {
    printCollections(io, values.json, await removeFromLibrary(values.library, nameOf(positionals)));
  },
});

export const collections = group(
  {
    name: 'collections',
    summary: 'Lists, shows, keeps and forgets searches under names',
    about: 'A collection is a search that is kept under a name; it always shows what the search finds now.',
  },
  [list, show, add, remove],
);

const MOST_CHARACTERS = 100;

function nameOf([name = '']: readonly string[]): string {
  const clean = name.trim().normalize('NFC');
  if (clean === '' || clean.length > MOST_CHARACTERS) {
    throw invalid(`NAME must have 1 to ${MOST_CHARACTERS} characters`);
  }
  return clean;
}

function printCollections(io: Io, asJson: boolean, all: readonly Collection[]): void {
  const listed = all.map(({ name, text }) => ({ name, query: text }));
  const lines = (): string =>
    all.length === 0
      ? 'No searches are kept\n'
      : all.map(({ name, text }) => `${onOneLine(name)}: ${onOneLine(text)}\n`).join('');
  print(io, asJson, { collections: listed }, lines);
}
