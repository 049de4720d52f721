import { isFailure, type Failure, type FailureCode } from '../../src-shared/contract/failure.ts';
import { noteUnsaved } from './unsaved.ts';

/**
 * `conflict`: another window or the command line saved a newer revision; the user chooses which one to keep.
 */
export type SaveState =
  | { readonly kind: 'saved' }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly failure: Failure }
  | { readonly kind: 'conflict' };

export type NotSaved = Extract<SaveState, { kind: 'failed' | 'conflict' }>;

export interface AutosaveOptions<T> {
  readonly revision: number;
  readonly document: () => T;
  /** Rejects with a conflict's code if `baseRevision` is not the newest. */
  readonly save: (baseRevision: number, document: T) => Promise<{ readonly revision: number }>;
  /** The newest stored revision. */
  readonly newest: () => Promise<number>;
  readonly onState: (state: SaveState) => void;
}

const CONFLICTS: ReadonlySet<FailureCode> = new Set(['project/conflict', 'notes/conflict', 'study/conflict']);
const DEBOUNCE_MS = 700;
const RETRY_MS = 5000;

/** Those whose pages were left before everything was saved. */
const unfinished = new Set<{ flush: () => Promise<void> }>();

/** Saves what pages that were left could not save. Resolves once that is done or failed again. */
export async function saveWhatWasLeft(): Promise<void> {
  await Promise.all([...unfinished].map((autosave) => autosave.flush()));
}

/**
 * Saves the document shortly after the last change, one save at a time, or immediately on request. What could not be saved
 * is tried again until it is, also after closing.
 */
export class Autosave<T> {
  readonly #options: AutosaveOptions<T>;
  #revision: number;
  #saved: T;
  /** What was sent and never answered, because the connection broke: the host may have saved it. */
  #unanswered: T | null = null;
  #failed: NotSaved | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #running: Promise<void> | null = null;
  #conflict = false;
  #closed = false;

  constructor(options: AutosaveOptions<T>) {
    this.#options = options;
    this.#revision = options.revision;
    this.#saved = options.document();
  }

  get revision(): number {
    return this.#revision;
  }

  /** Call after every change of the document. */
  changed(): void {
    if (this.#conflict || this.#closed) return;
    if (!this.#hasMore()) {
      if (this.#running === null) this.#tell({ kind: 'saved' });
      return;
    }
    this.#tell({ kind: 'unsaved' });
    this.#arm(DEBOUNCE_MS);
  }

  /** Saves pending changes. Resolves once nothing is pending or the save failed. */
  async flush(): Promise<void> {
    this.#disarm();
    // Of several calls that wait for the same save, only one may start the next.
    while (this.#running !== null) await this.#running;
    if (!this.#hasMore()) {
      unfinished.delete(this);
      return;
    }
    this.#running = this.#save().finally(() => {
      this.#running = null;
    });
    await this.#running;
    // The document may have changed during the save, or only what was never answered has been saved.
    if (this.#timer === null && this.#hasMore()) {
      if (this.#closed) await this.flush();
      else this.#arm(DEBOUNCE_MS);
    }
    if (!this.#hasMore()) unfinished.delete(this);
  }

  /** Whether there are changes to save and no error or conflict blocks saving. */
  #hasMore(): boolean {
    return !this.#conflict && (this.#unanswered !== null || this.#options.document() !== this.#saved);
  }

  /** The user's answer to a conflict: this window's version replaces the newer one. */
  async overwrite(): Promise<void> {
    this.#revision = await this.#options.newest();
    this.#conflict = false;
    this.#unanswered = null;
    await this.flush();
  }

  /**
   * Saves one last time and stops. What fails is tried again as long as the window is open.
   * @returns why something is not saved; null if everything is, or if the user has seen the conflict
   */
  async close(): Promise<NotSaved | null> {
    const wasConflict = this.#conflict;
    this.#closed = true;
    unfinished.add(this);
    await this.flush();
    if (this.#conflict) {
      // The newer version stays: there is nothing left to save.
      noteUnsaved(this, null);
      return wasConflict ? null : { kind: 'conflict' };
    }
    return this.#hasMore() ? this.#failed : null;
  }

  #tell(state: SaveState): void {
    noteUnsaved(this, state.kind === 'saved' ? null : () => this.flush());
    this.#options.onState(state);
  }

  #arm(ms: number): void {
    this.#disarm();
    this.#timer = setTimeout(() => void this.flush(), ms);
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #save(): Promise<void> {
    // The same again first: the host answers it with the revision that it made, while anything newer would be a conflict.
    const document = this.#unanswered ?? this.#options.document();
    this.#tell({ kind: 'saving' });
    try {
      const { revision } = await this.#options.save(this.#revision, document);
      this.#revision = revision;
      this.#saved = document;
      this.#unanswered = null;
      this.#tell({ kind: this.#options.document() === document ? 'saved' : 'unsaved' });
    } catch (error) {
      if (!isFailure(error)) throw error;
      if (error.code === 'process/died') this.#unanswered = document;
      if (CONFLICTS.has(error.code)) {
        this.#conflict = true;
        this.#tell({ kind: 'conflict' });
        return;
      }
      this.#failed = { kind: 'failed', failure: error };
      this.#tell(this.#failed);
      this.#arm(RETRY_MS);
    }
  }
}
