import type { AnyRouter } from '@orpc/server';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import type { Calls } from '../../src-shared/contract/handlers.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import { RECOVERABLE } from '../../src-shared/contract/recovery.ts';
import type { GrantId } from '../../src-shared/project/ids.ts';
import type { JobsListener } from '../app/app.ts';
import { Grants } from '../app/grants.ts';
import { silentLog, type Log } from '../app/program/log.ts';
import { recoveryCalls } from '../app/recovery.ts';
import { Relocation } from '../app/relocation.ts';
import { createHost, type Host, type HostOptions } from './host.ts';
import type { ParticipantHandler } from './listening-test.ts';
import { createRouter, forwardAll, refuseAll } from './router.ts';

export interface DoorHostOptions {
  readonly libraryDir: string;
  /** The options of the host over a library, which may be moved. */
  readonly hostOptions: (libraryDir: string) => HostOptions;
  /**
   * The path of a folder in which the user may put the library, undefined: of the one that the window browses first.
   * Left out where the user can choose none.
   */
  readonly placeFor?: (grants: Grants, folder: GrantId | undefined) => string;
}

/**
 * The host of a door with a window. If the library can't be opened but can be recovered, the door reports the reason
 * and the recovery options, and becomes the host once a recovery succeeds. While the library is moved, the door answers
 * how far the move has come.
 */
export class DoorHost {
  readonly #options: DoorHostOptions;
  readonly #listeners = new Map<JobsListener, () => void>();
  readonly #noGrants = new Grants();
  readonly #relocation: Relocation;
  readonly #log: Log;
  /** The same for every connection; what it calls changes. */
  readonly router: AnyRouter;
  #libraryDir: string;
  #host: Host | null = null;
  #calls: Calls;
  #failure: Failure;

  private constructor(options: DoorHostOptions) {
    const { trust, log = silentLog, capabilities } = options.hostOptions(options.libraryDir);
    this.#options = options;
    this.#libraryDir = options.libraryDir;
    this.#log = log;
    this.#failure = new Failure('library/damaged', 'The library is not open');
    this.#calls = refuseAll(this.#failure);
    this.#relocation = new Relocation({
      libraryDir: () => this.#libraryDir,
      trust,
      log,
      showPaths: capabilities.door === 'electron',
      requireIdle: () => this.#requireIdle(),
      pathOf: (folder) => this.#placeFor(folder),
      close: () => this.#closeToMove(),
      open: (dir) => this.#openOrRefuse(dir),
    });
    this.router = createRouter({ ...forwardAll(() => this.#calls), relocation: this.#relocation.calls }, log);
  }

  /** @throws Failure as `createHost`, except for failures that can be recovered from */
  static async open(options: DoorHostOptions): Promise<DoorHost> {
    const door = new DoorHost(options);
    await door.#open(options.libraryDir);
    return door;
  }

  get libraryDir(): string {
    return this.#libraryDir;
  }

  get grants(): Grants {
    return this.#host?.grants ?? this.#noGrants;
  }

  media(request: Request): Promise<Response> {
    if (this.#host !== null) return this.#host.media(request);
    const data = this.#failure.toData();
    return Promise.resolve(Response.json(data, { status: 503, headers: { 'cache-control': 'no-store' } }));
  }

  /** Follows a recovery and a move: until then, no link is open. */
  readonly participants: ParticipantHandler = {
    isOpen: (token) => this.#host?.participants.isOpen(token) ?? false,
    answer: (token, path, request) => {
      if (this.#host === null) throw new Error('no link is open without a library');
      return this.#host.participants.answer(token, path, request);
    },
  };

  /** Null while unknown. */
  uploadsInUse(): readonly string[] | null {
    return this.#host?.uploadsInUse() ?? null;
  }

  unfinishedJobs(): Job[] {
    return this.#host?.unfinishedJobs() ?? [];
  }

  onJobs(listener: JobsListener): () => void {
    this.#listeners.set(listener, this.#host?.onJobs(listener) ?? (() => undefined));
    return () => {
      this.#listeners.get(listener)?.();
      this.#listeners.delete(listener);
    };
  }

  async close(): Promise<void> {
    await this.#relocation.end();
    await this.#host?.close();
  }

  /** @throws Failure as `createHost`, except for failures that can be recovered from */
  async #open(libraryDir: string): Promise<void> {
    const options = this.#options.hostOptions(libraryDir);
    try {
      this.#use(await createHost(options), libraryDir);
    } catch (error) {
      const canRecover = options.access !== 'read' && isFailure(error) && RECOVERABLE.includes(error.code);
      if (!canRecover) throw error;
      this.#libraryDir = libraryDir;
      this.#recover(error);
    }
  }

  #use(host: Host, libraryDir: string): void {
    this.#host = host;
    this.#libraryDir = libraryDir;
    this.#calls = host.calls;
    for (const listener of this.#listeners.keys()) this.#listeners.set(listener, host.onJobs(listener));
  }

  #refuse(failure: Failure): void {
    this.#host = null;
    this.#failure = failure;
    this.#calls = refuseAll(failure);
  }

  #recover(failure: Failure): void {
    const libraryDir = this.#libraryDir;
    this.#log.error('the library can not be opened', failure);
    this.#refuse(failure);
    const reopen = async (): Promise<void> =>
      this.#use(await createHost(this.#options.hostOptions(libraryDir)), libraryDir);
    const recovery = recoveryCalls({ libraryDir, log: this.#log, reopen });
    this.#calls = { ...this.#calls, recovery };
  }

  #requireIdle(): void {
    const host = this.#host;
    if (host === null) throw this.#failure;
    if (host.capabilities.readOnly) {
      throw new Failure('library/read-only', 'The library is open in another program and can’t be moved');
    }
    if (host.unfinishedJobs().length > 0 || host.isBatchRunning()) {
      throw new Failure('library/busy', 'Some jobs are not finished yet');
    }
  }

  #placeFor(folder: GrantId | undefined): string {
    const { placeFor } = this.#options;
    if (placeFor === undefined) throw new Failure('call/invalid', 'Divisi can’t move the library here');
    return placeFor(this.grants, folder);
  }

  async #closeToMove(): Promise<void> {
    const host = this.#host;
    this.#refuse(new Failure('library/moving', 'The library is being moved'));
    await host?.close();
  }

  /** @throws what kept the library from being opened, which every call says from then on */
  async #openOrRefuse(libraryDir: string): Promise<void> {
    try {
      await this.#open(libraryDir);
    } catch (error) {
      this.#refuse(isFailure(error) ? error : new Failure('library/damaged', 'The library is not open'));
      throw error;
    }
  }
}
