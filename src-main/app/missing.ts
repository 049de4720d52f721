import { Failure } from '../../src-shared/contract/failure.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import type { Condition, Query } from '../../src-shared/search/query.ts';
import { readQuery } from '../../src-shared/search/read-query.ts';
import type { ReadableDatabase } from '../library/database.ts';
import { UntilChanged } from '../library/search/until-changed.ts';
import { lostRecordings } from './relink.ts';

/** Reads a query, and puts the recordings themselves where it asks for missing ones. */
async function naming(text: string, missing: () => Promise<readonly RecordingId[]>): Promise<Query> {
  const query = readQuery(text);
  const asks = ({ test }: Condition): boolean => test.kind === 'is' && test.flag === 'missing';
  if (!query.some(asks)) return query;
  const recordings = await missing();
  return query.map((condition) =>
    asks(condition) ? { ...condition, test: { kind: 'among', recordings } } : condition,
  );
}

/**
 * Reads a query, and looks at the disk for what only the disk knows: which files are missing.
 * @throws Failure `call/invalid` for a text that is no query
 */
export const queryOf = (read: ReadableDatabase, text: string): Promise<Query> =>
  naming(text, () => missingIds(read));

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
  query(text: string): Promise<Query> {
    return naming(text, () => this.#missing());
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
