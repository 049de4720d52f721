import { presentMix, type Mix } from '../../../../src-shared/mixing/snapshots.ts';
import type { ProjectDocument } from '../../../../src-shared/project/document.ts';
import { Observable } from '../../../engine/observable.ts';

/** The loudness of a mix; `lufs` is null for silence. */
export type MixLevel =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'measuring'; readonly done: number }
  | { readonly kind: 'failed'; readonly error: unknown }
  | { readonly kind: 'level'; readonly lufs: number | null };

/**
 * Measures a document's mix as an export would write it.
 * @returns integrated loudness, LUFS; null for silence
 */
export type MeasureMix = (
  document: ProjectDocument,
  signal: AbortSignal,
  onProgress: (done: number) => void,
) => Promise<number | null>;

const UNKNOWN: MixLevel = { kind: 'unknown' };

/** The loudness of mixes, measured one after the other and kept while the project is open. */
export class MixLevels {
  /** Another object whenever a level changed. */
  readonly changes = new Observable<object>({});
  readonly #measure: MeasureMix;
  readonly #levels = new Map<string, MixLevel>();
  #wanted: readonly ProjectDocument[] = [];
  #running: { readonly key: string; readonly stop: AbortController } | null = null;

  constructor(measure: MeasureMix) {
    this.#measure = measure;
  }

  of(mix: Mix): MixLevel {
    return this.#levels.get(keyOf(mix)) ?? UNKNOWN;
  }

  /** Measures the mixes of these documents, the first ones first, and no others. */
  want(documents: readonly ProjectDocument[]): void {
    this.#wanted = documents;
    const running = this.#running;
    if (running !== null && !documents.some((document) => keyOfMix(document) === running.key)) {
      running.stop.abort();
      this.#running = null;
      this.#levels.delete(running.key);
    }
    this.#next();
  }

  /** Measures again what failed. */
  retry(): void {
    for (const [key, level] of this.#levels) if (level.kind === 'failed') this.#levels.delete(key);
    this.#next();
  }

  /** The stems are others now. */
  forget(): void {
    this.#running?.stop.abort();
    this.#running = null;
    this.#levels.clear();
    this.#changed();
    this.#next();
  }

  close(): void {
    this.#wanted = [];
    this.#running?.stop.abort();
    this.#running = null;
  }

  #next(): void {
    if (this.#running !== null) return;
    const document = this.#wanted.find((wanted) => !this.#levels.has(keyOfMix(wanted)));
    if (document === undefined) return;
    const key = keyOfMix(document);
    const stop = new AbortController();
    const running = { key, stop };
    this.#running = running;
    const set = (level: MixLevel): void => {
      if (this.#running !== running) return;
      this.#levels.set(key, level);
      this.#changed();
    };
    const settle = (level: MixLevel): void => {
      set(level);
      if (this.#running !== running) return;
      this.#running = null;
      this.#next();
    };
    set({ kind: 'measuring', done: 0 });
    this.#measure(document, stop.signal, (done) => set({ kind: 'measuring', done })).then(
      (lufs) => settle({ kind: 'level', lufs }),
      (error: unknown) => settle({ kind: 'failed', error }),
    );
  }

  #changed(): void {
    this.changes.set({});
  }
}

const keyOfMix = (document: ProjectDocument): string => keyOf(presentMix(document));

/** The key of an object that holds a mix, such as a snapshot: documents are immutable, so it is written once. */
const keys = new WeakMap<Mix, string>();

/** Equal mixes have equal keys, whatever the order of their tracks. */
function keyOf(mix: Mix): string {
  const known = keys.get(mix);
  if (known !== undefined) return known;
  const { tracks, groups, rooms, master } = mix;
  const ordered = [...tracks].sort((a, b) => (a.id < b.id ? -1 : 1));
  const key = JSON.stringify([ordered, groups, rooms, master]);
  keys.set(mix, key);
  return key;
}
