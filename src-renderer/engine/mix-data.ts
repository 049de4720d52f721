import type { EngineMix } from './state.ts';
import { Impulses, type ImpulseOptions } from './impulses.ts';
import { Smearings } from './smearings.ts';

/** What a mix needs in the worklet beside its settings: impulse responses and matrices of simulated losses. */
export class MixData {
  readonly #impulses: Impulses;
  readonly #smearings: Smearings;

  constructor(sampleRate: number, options: ImpulseOptions) {
    this.#impulses = new Impulses(options);
    this.#smearings = new Smearings(sampleRate, options.post);
  }

  follow({ rooms = [], fitting = null }: EngineMix): void {
    this.#impulses.follow(rooms);
    this.#smearings.follow(fitting);
  }

  /** To a worklet that has none yet. */
  resend(): void {
    this.#impulses.resend();
    this.#smearings.resend();
  }

  close(): void {
    this.#impulses.close();
  }
}
