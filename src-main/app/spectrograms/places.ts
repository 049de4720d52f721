import { Failure } from '../../../src-shared/contract/failure.ts';

/** A number of places for work; who finds none free waits in turn. */
export class Places {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /**
   * @returns gives the place back; call it once
   * @throws Failure `call/cancelled` once `signal` fires, if the work has no place by then
   */
  async take(signal: AbortSignal): Promise<() => void> {
    if (signal.aborted) throw cancelled();
    if (this.#free === 0) {
      await new Promise<void>((resolve, reject) => {
        const onAbort = (): void => {
          this.#waiting.splice(this.#waiting.indexOf(onTurn), 1);
          reject(cancelled());
        };
        const onTurn = (): void => {
          signal.removeEventListener('abort', onAbort);
          resolve();
        };
        signal.addEventListener('abort', onAbort, { once: true });
        this.#waiting.push(onTurn);
      });
    } else {
      this.#free -= 1;
    }
    return () => {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    };
  }
}

const cancelled = (): Failure => new Failure('call/cancelled', 'Cancelled');
