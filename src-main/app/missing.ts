import { Failure } from '../../src-shared/contract/failure.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import type { Query } from '../../src-shared/search/query.ts';
import { readQuery } from '../../src-shared/search/read-query.ts';
import type { ReadableDatabase } from '../library/database.ts';
import { UntilChanged } from '../library/search/until-changed.ts';
import { lostRecordings } from './relink.ts';

const asksForMissing = (query: Query): boolean =>
  query.some(({ test }) => test.kind === 'is' && test.flag === 'missing');

const naming = (query: Query, recordings: readonly RecordingId[]): Query =>
  query.map((condition) =>
    condition.test.kind === 'is' && condition.test.flag === 'missing'
      ? { ...condition, test: { kind: 'among', recordings } }
      : condition,
  );

/**
 * Reads a query, and looks at the disk for what only the disk knows: which files are missing.
 * @throws Failure `call/invalid` for a text that is no query
 */
export async function queryOf(read: ReadableDatabase, text: string): Promise<Query> {
  const query = readQuery(text);
  return asksForMissing(query) ? naming(query, await missingIds(read)) : query;
}

const missingIds = async (read: ReadableDatabase): Promise<readonly RecordingId[]> =>
  (await lostRecordings(read)).map(({ id }) => id);

/** Files come and go without telling; so long an answer is good, for the pages of one list. */
const GOOD_FOR_MS = 5000;

interface Looked {
  readonly at: number;
  readonly ids: Promise<readonly RecordingId[]>;
}

/** Reads the queries of an open window, which asks for one list page by page. */
export class QueryReader {
  readonly #read: ReadableDatabase;
  readonly #isTrusted: () => boolean;
  readonly #looked: UntilChanged<{ latest: Looked | null }>;

  constructor(read: ReadableDatabase, isTrusted: () => boolean) {
    this.#read = read;
    this.#isTrusted = isTrusted;
    this.#looked = new UntilChanged(read);
  }

  /** @throws Failure `call/invalid` for a text that is no query, `library/untrusted` */
  async query(text: string): Promise<Query> {
    const query = readQuery(text);
    return asksForMissing(query) ? naming(query, await this.#missing()) : query;
  }

  #missing(): Promise<readonly RecordingId[]> {
    if (!this.#isTrusted()) {
      throw new Failure('library/untrusted', 'Files outside a library that is not trusted are not looked at');
    }
    const looked = this.#looked.get('', () => ({ latest: null }));
    const now = performance.now();
    if (looked.latest === null || now - looked.latest.at > GOOD_FOR_MS) {
      looked.latest = { at: now, ids: missingIds(this.#read) };
    }
    return looked.latest.ids;
  }
}
