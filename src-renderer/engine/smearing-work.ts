import { Failure } from '../../src-shared/contract/failure.ts';
import type { BandedMatrix } from '../../src-shared/hearing/loss/auditory-filter.ts';
import type { SmearingSize } from '../../src-shared/hearing/loss/smearing-matrices.ts';
import { Observable } from './observable.ts';

type Thread = Pick<Worker, 'onmessage' | 'onerror' | 'postMessage' | 'terminate'>;

/** Computes the matrices of simulated losses in a thread of their own, one after the other, each once. */
export class SmearingWork {
  /** Whether a matrix is being computed. */
  readonly busy = new Observable(false);
  readonly #start: () => Thread;
  readonly #known = new Map<string, Promise<BandedMatrix>>();
  #running = 0;

  constructor(start: () => Thread) {
    this.#start = start;
  }

  /** @throws Failure `process/died` */
  matrix(size: SmearingSize): Promise<BandedMatrix> {
    const key = JSON.stringify([size.bins, size.hzPerBin, size.broadening]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const computed = this.#compute(size);
    this.#known.set(key, computed);
    // The next one who asks tries again.
    computed.catch(() => this.#known.delete(key));
    return computed;
  }

  async #compute(size: SmearingSize): Promise<BandedMatrix> {
    const { promise, resolve, reject } = Promise.withResolvers<BandedMatrix>();
    const thread = this.#start();
    // Both sides are built from the same sources: this is our own typed message, not outside input.
    thread.onmessage = ({ data }: MessageEvent<BandedMatrix>) => resolve(data);
    thread.onerror = ({ message }) =>
      reject(new Failure('process/died', `The smearing could not be computed: ${message}`));
    this.#count(1);
    thread.postMessage(size);
    try {
      return await promise;
    } finally {
      thread.terminate();
      this.#count(-1);
    }
  }

  #count(change: 1 | -1): void {
    this.#running += change;
    this.busy.set(this.#running > 0);
  }
}

/** Of this window. */
export const smearingWork = new SmearingWork(
  () => new Worker(new URL('./smearing-worker.ts', import.meta.url), { type: 'module' }),
);
