import { Failure } from '../../src-shared/contract/failure.ts';
import { smearingSize } from '../../src-shared/hearing/fitting.ts';
import type { BandedMatrix } from '../../src-shared/hearing/loss/auditory-filter.ts';
import type { SmearingSize } from '../../src-shared/hearing/loss/smearing-matrices.ts';
import type { Fitting } from '../../src-shared/project/fitting.ts';
import type { ToWorklet } from './protocol.ts';

interface SmearingOptions {
  readonly post: (message: ToWorklet) => void;
  readonly compute: (size: SmearingSize) => Promise<BandedMatrix>;
  /** A fitting that waited for its matrix can be heard now. */
  readonly onReady: () => void;
  readonly onFailure: (failure: Failure) => void;
}

/**
 * Hands the matrix of a simulated loss to the worklet before a mix that needs it. Computing one takes up to seconds;
 * until then the fitting before is heard.
 */
export class Smearings {
  readonly #sampleRate: number;
  readonly #options: SmearingOptions;
  readonly #sent = new Map<string, Extract<ToWorklet, { type: 'smearing' }>>();
  readonly #asked = new Set<string>();
  #heard: Fitting | null = null;
  #isClosed = false;

  constructor(sampleRate: number, options: SmearingOptions) {
    this.#sampleRate = sampleRate;
    this.#options = options;
  }

  /** @returns what may be heard now; while a matrix is missing, the fitting before with the new bypass and limit */
  follow(fitting: Fitting | null): Fitting | null {
    const size = fitting === null ? null : smearingSize(fitting.loss, this.#sampleRate);
    if (fitting === null || size === null || this.#sent.has(fitting.loss)) {
      this.#heard = fitting;
      return fitting;
    }
    this.#ask(fitting.loss, size);
    const { bypassed, limitDbSpl } = fitting;
    return this.#heard === null ? null : { ...this.#heard, bypassed, limitDbSpl };
  }

  /** To a worklet that has none yet. */
  resend(): void {
    for (const message of this.#sent.values()) this.#options.post(message);
  }

  close(): void {
    this.#isClosed = true;
  }

  #ask(loss: string, size: SmearingSize): void {
    if (this.#asked.has(loss)) return;
    this.#asked.add(loss);
    this.#options.compute(size).then(
      (matrix) => {
        if (this.#isClosed) return;
        const message = { type: 'smearing', size, matrix } as const;
        this.#sent.set(loss, message);
        this.#options.post(message);
        this.#options.onReady();
      },
      (error: unknown) => {
        if (!(error instanceof Failure)) throw error;
        this.#asked.delete(loss);
        if (!this.#isClosed) this.#options.onFailure(error);
      },
    );
  }
}
