import { isFailure } from '../../src-shared/contract/failure.ts';
import type { Room } from '../../src-shared/project/buses.ts';
import type { ImpulseId } from '../../src-shared/project/ids.ts';
import type { Impulse } from '../../src-shared/project/impulse.ts';
import type { ToWorklet } from './protocol.ts';
import type { FetchPcm } from './stream.ts';

export interface ImpulseOptions {
  readonly fetchPcm: FetchPcm;
  readonly post: (message: ToWorklet) => void;
  /** The impulse responses that can't be read: their rooms are silent. */
  readonly onMissing: (ids: ReadonlySet<ImpulseId>) => void;
}

/** Fetches the impulse responses of rooms, each once, and hands them to the worklet. */
export class Impulses {
  readonly #options: ImpulseOptions;
  readonly #known = new Map<ImpulseId, readonly Float32Array[] | 'loading' | 'missing'>();
  readonly #leaving = new AbortController();

  constructor(options: ImpulseOptions) {
    this.#options = options;
  }

  follow(rooms: readonly Room[]): void {
    for (const { impulse } of rooms) {
      if (impulse !== null && !this.#known.has(impulse.id)) void this.#load(impulse);
    }
  }

  /** To a worklet that has none yet. */
  resend(): void {
    for (const [id, channels] of this.#known) {
      if (typeof channels !== 'string') this.#options.post({ type: 'impulse', id, channels });
    }
  }

  close(): void {
    this.#leaving.abort();
  }

  async #load({ id, channels, frames }: Impulse): Promise<void> {
    const { signal } = this.#leaving;
    this.#known.set(id, 'loading');
    try {
      const samples = await this.#options.fetchPcm(id, 0, frames, channels, signal);
      if (signal.aborted) return;
      const planar = Array.from({ length: channels }, (_, channel) =>
        Float32Array.from({ length: frames }, (_value, frame) => samples[frame * channels + channel] ?? 0),
      );
      this.#known.set(id, planar);
      this.#options.post({ type: 'impulse', id, channels: planar });
    } catch (error) {
      if (signal.aborted) return;
      if (!isFailure(error)) throw error;
      this.#known.set(id, 'missing');
      const missing = [...this.#known].filter(([, state]) => state === 'missing').map(([key]) => key);
      this.#options.onMissing(new Set(missing));
    }
  }
}
