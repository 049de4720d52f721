import type { AnyRouter } from '@orpc/server';
import { Failure, isFailure } from '../../src-shared/contract/failure.ts';
import { RECOVERABLE } from '../../src-shared/contract/recovery.ts';
import type { Job } from '../../src-shared/contract/job.ts';
import { silentLog } from '../app/program/log.ts';
import type { JobsListener } from '../app/app.ts';
import { Grants } from '../app/grants.ts';
import type { ParticipantHandler } from './listening-test.ts';
import { createHost, type Host, type HostOptions } from './host.ts';
import { recoveryCalls } from '../app/recovery.ts';
import { createRouter, refuseAll } from './router.ts';

/**
 * The host of a door with a window. If the library can't be opened but can be recovered, the door reports the reason
 * and the recovery options, and becomes the host once a recovery succeeds.
 */
export class DoorHost {
  readonly #options: HostOptions;
  readonly #listeners = new Map<JobsListener, () => void>();
  readonly #noGrants = new Grants();
  #host: Host | null = null;
  #recovery: AnyRouter = {};
  #failure: Failure | null = null;

  private constructor(options: HostOptions) {
    this.#options = options;
  }

  /** @throws Failure as `createHost`, except for failures that can be recovered from */
  static async open(options: HostOptions): Promise<DoorHost> {
    const door = new DoorHost(options);
    try {
      door.#host = await createHost(options);
    } catch (error) {
      const canRecover = options.access !== 'read' && isFailure(error) && RECOVERABLE.includes(error.code);
      if (!canRecover) throw error;
      door.#recover(error);
    }
    return door;
  }

  /** Changes after a recovery, so read it again for each connection. */
  get router(): AnyRouter {
    return this.#host?.router ?? this.#recovery;
  }

  get grants(): Grants {
    return this.#host?.grants ?? this.#noGrants;
  }

  media(request: Request): Promise<Response> {
    if (this.#host !== null) return this.#host.media(request);
    const data = (this.#failure ?? new Failure('library/damaged', 'The library is not open')).toData();
    return Promise.resolve(Response.json(data, { status: 503, headers: { 'cache-control': 'no-store' } }));
  }

  /** Follows a recovery: until then, no link is open. */
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
    await this.#host?.close();
  }

  #recover(failure: Failure): void {
    const { libraryDir, log = silentLog } = this.#options;
    log.error('the library can not be opened', failure);
    this.#failure = failure;
    const recovery = recoveryCalls({ libraryDir, log, reopen: () => this.#reopen() });
    this.#recovery = createRouter({ ...refuseAll(failure), recovery }, log);
  }

  async #reopen(): Promise<void> {
    const host = await createHost(this.#options);
    this.#host = host;
    this.#failure = null;
    for (const listener of this.#listeners.keys()) this.#listeners.set(listener, host.onJobs(listener));
  }
}
