/** The nearest of 100,000 vectors of 128 values: through the index, and by looking at each in the same run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ItemFilter } from '../../src-shared/contract/item-schemas.ts';
import { fromVector } from '../../src-main/library/rows/columns.ts';
import { silentLog } from '../../src-main/library/log/log.ts';
import { openLibrary, type Library } from '../../src-main/library/open.ts';
import { VectorIndex } from '../../src-main/library/search/vector-index.ts';
import { VECTOR_LENGTH } from '../../src-shared/contract/item-schemas.ts';
import type { BenchResult } from './run.ts';

const STEMS = 100_000;
const STEMS_OF_RECORDING = 4;
const QUERIES = 25;
const INSTRUMENTS = ['violin', 'viola', 'cello', 'flute', 'oboe', 'clarinet', 'bassoon', 'horn'];

function direction(): Float32Array {
  const vector = Float32Array.from({ length: VECTOR_LENGTH }, () => Math.random() - 0.5);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Rows as an import, a separation and a listening job leave them, put in by the shortest way. */
function fill(library: Library): void {
  const { write } = library;
  if (write === null) throw new Error('not writable');
  write.transaction(() => {
    for (let index = 0; index < STEMS; index += 1) {
      const recording = Math.floor(index / STEMS_OF_RECORDING);
      const ids = { recording: `rec_${recording}`, separation: `sep_${recording}` };
      if (index % STEMS_OF_RECORDING === 0) {
        write.run(
          `INSERT INTO recordings (id, title, file_name, state, storage, is_demo, imported_at, source_path, source_bytes,
             source_mtime_ms, sample_rate, channels, frames)
           VALUES ($recording, 'Take ' || $recording, 'take.wav', 'ready', 'copy', 0, '2026', '/a.wav', 1, 1, 44100, 2, 1)`,
          { recording: ids.recording },
        );
        write.run(
          `INSERT INTO separations (id, recording_id, model_id, model_version, players, from_sample, to_sample, state, created_at)
           VALUES ($separation, $recording, 'm', '1', '[]', 0, 1, 'ready', '2026')`,
          ids,
        );
      }
      const instrument = INSTRUMENTS[index % INSTRUMENTS.length] ?? 'violin';
      const stem = `stem_${index}`;
      write.run(
        `INSERT INTO stems VALUES ($stem, $separation, $at, $instrument, $instrument, $instrument, 0, 2, 1, 44100, 'a.wav', NULL)`,
        { stem, separation: ids.separation, at: index % STEMS_OF_RECORDING, instrument },
      );
      write.run(
        `INSERT INTO analyses (audio_id, recording_id, stem_id, model_id, model_version, weights_sha256, analysed_at, heard,
           timeline, vector) VALUES ($stem, $recording, $stem, 'ears', '1', 'w', '2026', '{}', '{}', $vector)`,
        { stem, recording: ids.recording, vector: fromVector(direction()) },
      );
    }
  });
}

/** Milliseconds of the CPU, so that what else runs on the machine does not count: the median of some queries. */
function timeOf(index: VectorIndex, filter: ItemFilter, queries: number): number {
  const times: number[] = [];
  for (let query = 0; query < queries; query += 1) {
    const vector = direction();
    const begin = process.cpuUsage();
    const found = index.nearest({
      vector,
      weightsSha256: 'w',
      filter,
      notItem: null,
      notRecording: null,
      limit: 20,
    });
    const { user, system } = process.cpuUsage(begin);
    times.push((user + system) / 1000);
    if (found.length !== 20) throw new Error(`${found.length} neighbours`);
  }
  return times.sort((a, b) => a - b)[Math.floor(queries / 2)]!;
}

const BESIDE_SCAN = 'a scan of 100,000 vectors / the index';

export const bench = {
  name: 'similar',
  async run(): Promise<BenchResult> {
    const root = mkdtempSync(join(tmpdir(), 'divisi-bench-'));
    const library = await openLibrary(root, { log: silentLog, access: 'write' });
    try {
      fill(library);
      const begin = process.cpuUsage();
      await library.vectors.settle();
      const made = process.cpuUsage(begin);
      const scan = timeOf(
        new VectorIndex({
          read: library.read,
          write: null,
          search: null,
          unguarded: (work) => work(),
          log: silentLog,
        }),
        {},
        9,
      );
      const all = timeOf(library.vectors, {}, QUERIES);
      return {
        ratios: {
          [BESIDE_SCAN]: scan / all,
          'the index, ms a query': all,
          'of one instrument, ms a query': timeOf(library.vectors, { instrument: 'viola' }, QUERIES),
          'of one kind, ms a query': timeOf(library.vectors, { kinds: ['stem'] }, QUERIES),
          'making the index again, s': (made.user + made.system) / 1e6,
        },
        limits: { [BESIDE_SCAN]: { atLeast: 5 } },
      };
    } finally {
      library.close();
      rmSync(root, { recursive: true, force: true });
    }
  },
};
