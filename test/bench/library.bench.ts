/** Searching a library of 100,000 stems: through the index of words, and by looking at every text in the same run. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ItemFilter } from '../../src-shared/contract/item-schemas.ts';
import { silentLog } from '../../src-main/library/log/log.ts';
import { openLibrary, type Library } from '../../src-main/library/open.ts';
import { readQuery } from '../../src-shared/search/read-query.ts';
import { RECORDING_SORTS } from '../../src-shared/contract/finding.ts';
import { recordingsByItem } from '../../src-main/library/rows/recordings.ts';
import { RecordingFinder } from '../../src-main/library/search/find-recordings.ts';
import { facetsOf } from '../../src-main/library/search/facets.ts';
import { searchItems } from '../../src-main/library/search/find-items.ts';
import { fillWithMany } from '../support/big-library.ts';

const RECORDINGS = 25_000;
const STEMS_EACH = 4;
const RUNS = 21;
/** CPU milliseconds at the 95th percentile. */
const LIMITS = { search: 30, page: 20 };

export function cpuMs(call: (run: number) => unknown): number {
  const times = Array.from({ length: RUNS }, (_, run) => {
    const begin = process.cpuUsage();
    call(run);
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  });
  return times.sort((a, b) => a - b)[Math.floor(RUNS * 0.95)] ?? Number.NaN;
}

export const search =
  ({ read }: Library, textOf: (run: number) => string, filter: ItemFilter = {}) =>
  (run: number) => {
    const text = textOf(run);
    if (searchItems(read, text, filter, 50).length === 0) throw new Error(`"${text}" found nothing`);
  };

/** What people search for: rare and common words, with and without filters that leave much or little. */
export const SEARCHES: Readonly<Record<string, (run: number) => string>> = {
  'a rare word': (run) => `brahms ${run * 8 + 1}`,
  'a word of half the library': () => 'violin',
  'inside a word': () => 'uart',
  'two characters of Japanese': () => '重奏',
  'one letter': () => 'b',
  'a common word and its opposite': () => 'major -violin',
  'a common word and a filter that leaves little': (run) => `violin length>${60 + (run % 5)}:00`,
  'a common word and a filter that leaves much': () => 'major date:1960..1990',
  'many filters': () => 'composer:brahms player:viola quality>5 date:1998..2004 is:separated quartet',
  'filters only': () => 'quality<-3 date>1980',
  'filters that leave little': () => 'length>60:00 quality<6',
  'a rare word and a filter': (run) => `${run * 8 + 1} date>1949`,
  'stems of low quality': () => 'is:stem player:oboe quality<0',
  'nothing that has it all': (run) => `violin length>60:00 date:${1950 + run} -b is:rest`,
};

/** Pages at the beginning, in the middle and at the end, each sort and search asked for the first time and again. */
export function pages({ read }: Library): (run: number) => void {
  const finder = new RecordingFinder(read);
  return (run) => {
    const by = RECORDING_SORTS[run % RECORDING_SORTS.length] ?? 'title';
    const text = run < RECORDING_SORTS.length ? '' : 'composer:brahms';
    const answer = finder.find(text, readQuery(text), { by, descending: run % 2 === 0 });
    const rows = recordingsByItem(read, answer.slice(run * 100, run * 100 + 100));
    if (rows.length !== 100) throw new Error(`a page of ${rows.length}`);
  };
}

/** Makes lengths and qualities differ. */
export function vary({ write }: Library): void {
  if (write === null) throw new Error('the library can not be written to');
  write.transaction(() => {
    write.run('UPDATE recordings SET frames = frames * (1 + seq % 100) WHERE seq % 200 <> 0');
    write.run('UPDATE recordings SET frames = frames * 1000 WHERE seq % 200 = 0');
    write.run(
      `INSERT INTO stem_quality SELECT seq, (seq * 7 % 250) / 10.0 - 5 FROM items WHERE kind = 'stem' AND seq % 3 <> 0`,
    );
    write.run(
      `UPDATE recording_facts SET quality = (SELECT min(q.sdr) FROM items i JOIN stem_quality q ON q.item = i.seq
       WHERE i.recording_id = recording_facts.recording_id)`,
    );
  });
}

export const bench = {
  name: 'library',
  async run(): Promise<{ ratios: Record<string, number> }> {
    const root = mkdtempSync(join(tmpdir(), 'divisi-bench-'));
    const library = await openLibrary(join(root, 'library'), { log: silentLog, access: 'write' });
    try {
      await fillWithMany(library, join(root, 'take.wav'), { recordings: RECORDINGS, stemsEach: STEMS_EACH });
      const everyText = cpuMs(() =>
        library.read.all(
          `SELECT seq FROM item_words WHERE title || name || instruments || tags || file LIKE '%brahms%no. 19993 %' ORDER BY seq DESC LIMIT 50`,
          z.object({ seq: z.number() }),
        ),
      );
      const bytes = statSync(library.folder.database).size / (RECORDINGS * STEMS_EACH);
      vary(library);
      const ms = Object.fromEntries(
        Object.entries(SEARCHES).map(([name, textOf]) => {
          try {
            return [name, cpuMs(search(library, textOf))];
          } catch (error) {
            if (name.startsWith('nothing'))
              return [name, cpuMs((run) => searchItems(library.read, textOf(run), {}, 50))];
            throw error;
          }
        }),
      );
      const page = cpuMs(pages(library));
      const facets = cpuMs(() => facetsOf(library.read, null));
      const slow = Object.entries({ ...ms }).filter(([, value]) => value > LIMITS.search);
      if (slow.length > 0 || page > LIMITS.page) {
        throw new Error(`over the limit in CPU ms: ${JSON.stringify({ ...Object.fromEntries(slow), page })}`);
      }
      return {
        ratios: {
          'looking at every text / a rare word': everyText / (ms['a rare word'] ?? Number.NaN),
          ...Object.fromEntries(
            Object.entries(ms).map(([name, value]) => [`${name}, ms at the 95th percentile`, value]),
          ),
          'a page of 100 in any order': page,
          'facets of the whole library, ms at the 95th percentile': facets,
          'bytes of the database a stem': bytes,
        },
      };
    } finally {
      library.close();
      rmSync(root, { recursive: true, force: true });
    }
  },
};
