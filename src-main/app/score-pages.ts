import { Failure } from '../../src-shared/contract/failure.ts';
import type { ScorePage } from '../../src-shared/contract/notes.ts';
import type { EngravedPage } from '../../src-shared/project/engraving.ts';
import type { RecordingId } from '../../src-shared/project/ids.ts';
import { engraveSafely } from '../jobs/tasks/score-reading.ts';
import { insidePath } from '../library/folder.ts';
import { getScore, type StoredScore } from '../library/rows/recording-notes.ts';
import type { Services } from './services.ts';

/** Pages engraved at once: a large score takes seconds to lay out, and a twentieth of a second for each of them. */
const BATCH = 12;
/** Pages in memory, of some 300 KB each. */
const MOST_PAGES = 60;

interface Layout {
  readonly pages: number;
  readonly pageOf: readonly number[];
}

/**
 * Engraved pages of the recordings' scores: made a batch at a time when one of it is asked for, and kept in memory
 * until newer ones take their place.
 */
export function scorePages({ library, spawn }: Pick<Services, 'library' | 'spawn'>) {
  /** By score and page, the one that was used last at the end. */
  const kept = new Map<string, EngravedPage>();
  const layouts = new Map<string, Layout>();
  const running = new Map<string, Promise<void>>();

  const engraveBatch = async (score: StoredScore, first: number): Promise<void> => {
    const input = { scorePath: insidePath(library.folder, score.path), first, count: BATCH };
    // Not the caller's signal: whoever asks next gets what this one no longer waits for.
    const { engraved, pages, pageOf } = await engraveSafely(spawn, input, new AbortController().signal);
    layouts.set(score.sha256, { pages, pageOf });
    for (const [index, page] of engraved.entries()) kept.set(`${score.sha256}/${first + index}`, page);
    for (const key of [...kept.keys()].slice(0, Math.max(0, kept.size - MOST_PAGES))) kept.delete(key);
  };

  /** @throws Failure `library/not-found`, `score/*`, `call/cancelled` */
  return async (recordingId: RecordingId, page: number, signal: AbortSignal): Promise<ScorePage> => {
    const score = getScore(library.read, recordingId);
    if (score === null) throw new Failure('library/not-found', 'This recording has no score');
    const key = `${score.sha256}/${page}`;
    if (!kept.has(key)) {
      const first = page - (page % BATCH);
      const batch = `${score.sha256}/${first}`;
      const engraving = running.get(batch) ?? engraveBatch(score, first).finally(() => running.delete(batch));
      running.set(batch, engraving);
      await engraving;
    }
    if (signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
    const found = kept.get(key);
    const layout = layouts.get(score.sha256);
    if (found === undefined || layout === undefined) {
      throw new Failure('library/not-found', `The score has no page ${page + 1}`);
    }
    kept.delete(key);
    kept.set(key, found);
    return { pages: layout.pages, pageOf: [...layout.pageOf], page: found };
  };
}
