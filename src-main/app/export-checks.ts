import { createHash } from 'node:crypto';
import type { ExportCheck, ExportLevels } from '../../src-shared/contract/export.ts';
import type { ExportSound } from '../audio/render/export-input.ts';
import { exportSources } from '../jobs/kinds/export-sources.ts';
import { runTask } from '../jobs/tasks/run-task.ts';
import { requireSeparation, type Services } from './services.ts';

type Sound = Omit<ExportSound, 'stems' | 'recording' | 'impulses'>;

/** Results are small; these many cover an afternoon of exports. */
const MOST_RESULTS = 64;

/** Measures what exports would write, and keeps the results while the program runs. */
export class ExportChecks {
  readonly #services: Services;
  readonly #results = new Map<string, ExportLevels>();

  constructor(services: Services) {
    this.#services = services;
  }

  /** The levels of a sound that was measured before; null otherwise. */
  known(sound: Sound): ExportLevels | null {
    return this.#results.get(this.#keyOf(sound)) ?? null;
  }

  /**
   * Progress, then the levels. Ends early, and stops measuring, when the caller no longer listens.
   * @throws Failure `library/not-found`, `project/invalid`, `file/*`, `call/cancelled`
   */
  async *levels(sound: Sound, signal: AbortSignal): AsyncGenerator<ExportCheck, void> {
    const known = this.known(sound);
    if (known !== null) {
      yield { type: 'levels', levels: known };
      return;
    }
    const { library, sources, spawn } = this.#services;
    const files = await exportSources(
      { write: library.read, folder: library.folder, sources },
      sound.document,
    );
    const stop = new AbortController();
    const stopped = AbortSignal.any([signal, stop.signal]);
    let done = 0;
    let wake = (): void => undefined;
    const measuring = runTask(
      spawn,
      'measure',
      { ...sound, ...files },
      {
        signal: stopped,
        onProgress: (progress) => {
          done = progress.done;
          wake();
        },
      },
    );
    try {
      for (;;) {
        const news = new Promise<null>((resolve) => {
          wake = () => resolve(null);
        });
        const levels = await Promise.race([measuring, news]);
        if (levels !== null) {
          this.#keep(sound, levels);
          yield { type: 'levels', levels };
          return;
        }
        yield { type: 'progress', done };
      }
    } finally {
      stop.abort();
      // Where the caller left, the task's end by cancellation is nobody's failure.
      measuring.catch(() => undefined);
    }
  }

  #keep(sound: Sound, levels: ExportLevels): void {
    this.#results.set(this.#keyOf(sound), levels);
    for (const key of this.#results.keys()) {
      if (this.#results.size <= MOST_RESULTS) return;
      this.#results.delete(key);
    }
  }

  /** What the levels depend on: names, and the depth where no separated track is written, do not count. */
  #keyOf({ document, parts, regions, format, bitDepth, sampleRate }: Sound): string {
    const { tracks, groups, rooms, master, separationId, offset, frames } = document;
    const { version } = requireSeparation(this.#services, separationId);
    const depth = parts.separated.length > 0 || Object.values(parts.session).includes(true) ? bitDepth : null;
    const mix = { tracks, groups, rooms, master };
    const stems = { separationId, version, offset, frames };
    const what = { ...mix, ...stems, parts, regions, format, depth, sampleRate };
    return createHash('sha256').update(JSON.stringify(what)).digest('hex');
  }
}
