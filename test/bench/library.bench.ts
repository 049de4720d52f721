/** Searching a library of 100,000 stems: through the index of words, and by looking at every text in the same run. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { ItemFilter } from '../../src-shared/contract/item-schemas.ts';
import { silentLog } from '../../src-main/library/log/log.ts';
import { openLibrary, type Library } from '../../src-main/library/open.ts';
import { searchItems } from '../../src-main/library/rows/items.ts';
import { fillWithMany } from '../support/big-library.ts';

const RECORDINGS = 25_000;
const STEMS_EACH = 4;
const RUNS = 21;

/** CPU milliseconds of one call: the 95th percentile of some calls. */
function cpuMs(call: (run: number) => unknown): number {
  const times = Array.from({ length: RUNS }, (_, run) => {
    const begin = process.cpuUsage();
    call(run);
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  });
  return times.sort((a, b) => a - b)[Math.floor(RUNS * 0.95)] ?? Number.NaN;
}

const search =
  ({ read }: Library, textOf: (run: number) => string, filter: ItemFilter = {}) =>
  (run: number) => {
    const text = textOf(run);
    if (searchItems(read, text, filter, 50).length === 0) throw new Error(`"${text}" found nothing`);
  };

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
      const rare = cpuMs(search(library, (run) => `brahms ${run * 8 + 1}`));
      return {
        ratios: {
          'looking at every text / a rare word': everyText / rare,
          'a rare word, ms at the 95th percentile': rare,
          'a word of half the library': cpuMs(search(library, () => 'violin')),
          'inside a word': cpuMs(search(library, () => 'uart')),
          'two characters of Japanese': cpuMs(search(library, () => '重奏')),
          'one letter': cpuMs(search(library, () => 'b')),
          'a common word and an instrument': cpuMs(search(library, () => 'quartet', { instrument: 'oboe' })),
          'a common word, stems only': cpuMs(search(library, () => 'major', { kinds: ['stem'] })),
          'bytes of the database a stem': statSync(library.folder.database).size / (RECORDINGS * STEMS_EACH),
        },
      };
    } finally {
      library.close();
      rmSync(root, { recursive: true, force: true });
    }
  },
};
