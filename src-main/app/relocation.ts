import { basename, join, resolve } from 'node:path';
import { Failure, isCancelled, isFailure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { LibraryPlace, Relocation as State } from '../../src-shared/contract/relocation.ts';
import { fileNameOf } from '../../src-shared/format/file-name.ts';
import { TimeLeft } from '../../src-shared/format/time-left.ts';
import type { GrantId } from '../../src-shared/project/ids.ts';
import { internalError, type Log } from '../library/log/log.ts';
import { checkNewPlace } from '../library/transfer/copy-library.ts';
import type { LibraryTrust } from '../library/trust.ts';
import { copyToNewPlace, useFromNow } from './move-library.ts';

export interface RelocationParts {
  readonly libraryDir: () => string;
  readonly trust: LibraryTrust;
  readonly showPaths: boolean;
  readonly log: Log;
  /** Throws where the library can't be closed now. */
  readonly requireIdle: () => void;
  /** The path of the folder that the user chose. @throws Failure `file/not-granted` */
  readonly pathOf: (folder: GrantId | undefined) => string;
  /** From now on every other call is refused. */
  readonly close: () => Promise<void>;
  readonly open: (libraryDir: string) => Promise<void>;
}

/** Often enough for a window, and one reader delays nobody. */
const LOOK_MS = 150;

/** Moves the open library to another folder while the windows follow. */
export class Relocation {
  readonly #parts: RelocationParts;
  #state: State = { state: 'none' };
  #abort = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #isStarting = false;

  constructor(parts: RelocationParts) {
    this.#parts = parts;
  }

  /** Cancels a move and waits until the library is open again. */
  async end(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  readonly calls: Calls['relocation'] = {
    place: () => this.#placeOf(this.#parts.libraryDir()),
    start: async ({ folder, name }) => {
      if (this.#state.state === 'moving' || this.#isStarting) {
        throw new Failure('library/moving', 'The library is being moved already');
      }
      this.#isStarting = true;
      try {
        this.#parts.requireIdle();
        const from = resolve(this.#parts.libraryDir());
        const to = join(this.#parts.pathOf(folder), fileNameOf(name, 'Divisi library'));
        await checkNewPlace(from, to);
        this.#state = { state: 'moving', progress: 0, secondsLeft: null };
        this.#abort = new AbortController();
        this.#running = this.#move(from, to, this.#abort.signal);
      } finally {
        this.#isStarting = false;
      }
    },
    follow: (_, { signal }) => this.#follow(signal),
    cancel: () => this.#abort.abort(),
  };

  async #move(from: string, to: string, signal: AbortSignal): Promise<void> {
    const { trust, log, close, open } = this.#parts;
    let isDefault = false;
    try {
      await close();
      const seconds = (): number => performance.now() / 1000;
      const left = new TimeLeft(seconds());
      const copied = await copyToNewPlace(from, to, {
        trust,
        signal,
        onCopied: (progress) => {
          left.update(progress, seconds());
          this.#state = { state: 'moving', progress, secondsLeft: left.at(seconds()) };
        },
      });
      isDefault = useFromNow(from, to);
      await open(to);
      log.info(`library: moved from ${from} to ${to}`, copied);
      const [place, old] = [this.#placeOf(to), this.#placeOf(from)];
      this.#state = { state: 'moved', ...copied, place, old, isDefault };
    } catch (error) {
      if (isDefault) useFromNow(to, from);
      await open(from).catch((cause: unknown) => log.error('the library could not be opened again', cause));
      if (isCancelled(error)) this.#state = { state: 'cancelled' };
      else {
        const what = 'the library could not be moved';
        if (isFailure(error)) log.error(what, error);
        const failure = isFailure(error) ? error : internalError(log, what, error);
        this.#state = { state: 'failed', failure: failure.toData() };
      }
    }
  }

  async *#follow(signal: AbortSignal): AsyncGenerator<State, void, void> {
    for (let told: State | null = null; !signal.aborted;) {
      if (told !== this.#state) {
        told = this.#state;
        yield told;
      }
      if (told.state !== 'moving') return;
      await new Promise((next) => setTimeout(next, LOOK_MS));
    }
  }

  #placeOf(dir: string): LibraryPlace {
    return { name: basename(resolve(dir)), path: this.#parts.showPaths ? resolve(dir) : null };
  }
}
