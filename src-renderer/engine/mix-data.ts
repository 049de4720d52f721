import type { Failure } from '../../src-shared/contract/failure.ts';
import type { EngineMix } from './state.ts';
import { Impulses, type ImpulseOptions } from './impulses.ts';
import { smearingWork } from './smearing-work.ts';
import { Smearings } from './smearings.ts';

interface MixDataOptions extends ImpulseOptions {
  /** More of the mix can be heard now. */
  readonly onReady: () => void;
  readonly onFailure: (failure: Failure) => void;
}

/** What a mix needs in the worklet beside its settings: impulse responses and matrices of simulated losses. */
export class MixData {
  readonly #impulses: Impulses;
  readonly #smearings: Smearings;

  constructor(sampleRate: number, options: MixDataOptions) {
    this.#impulses = new Impulses(options);
    this.#smearings = new Smearings(sampleRate, {
      ...options,
      compute: (size) => smearingWork.matrix(size),
    });
  }

  /** @returns the mix with what can be heard of it now */
  follow(mix: EngineMix): EngineMix {
    const { rooms = [], fitting = null } = mix;
    this.#impulses.follow(rooms);
    const heard = this.#smearings.follow(fitting);
    return heard === fitting ? mix : { ...mix, fitting: heard };
  }

  /** To a worklet that has none yet. */
  resend(): void {
    this.#impulses.resend();
    this.#smearings.resend();
  }

  close(): void {
    this.#impulses.close();
    this.#smearings.close();
  }
}
