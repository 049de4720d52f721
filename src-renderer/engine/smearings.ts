import { smearingSize } from '../../src-shared/hearing/fitting.ts';
import { smearingMatrix, type SmearingSize } from '../../src-shared/hearing/loss/smearing-matrices.ts';
import type { Fitting } from '../../src-shared/project/fitting.ts';
import type { ToWorklet } from './protocol.ts';

/** Computes the matrices of simulated losses, and hands each to the worklet before a mix that needs it. */
export class Smearings {
  readonly #sampleRate: number;
  readonly #post: (message: ToWorklet) => void;
  readonly #sent = new Map<string, SmearingSize>();

  constructor(sampleRate: number, post: (message: ToWorklet) => void) {
    this.#sampleRate = sampleRate;
    this.#post = post;
  }

  follow(fitting: Fitting | null): void {
    const size = fitting === null ? null : smearingSize(fitting.loss, this.#sampleRate);
    if (fitting === null || size === null || this.#sent.has(fitting.loss)) return;
    this.#sent.set(fitting.loss, size);
    this.#send(size);
  }

  /** To a worklet that has none yet. */
  resend(): void {
    for (const size of this.#sent.values()) this.#send(size);
  }

  #send(size: SmearingSize): void {
    this.#post({ type: 'smearing', size, matrix: smearingMatrix(size) });
  }
}
