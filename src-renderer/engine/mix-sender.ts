import { diffSettings } from '../../src-shared/mixing/patch.ts';
import type { MixMessage, WorkletMix } from './protocol.ts';

/**
 * Creates the messages that synchronise the worklet's mix with the window's: first the whole mix, then
 * changes. Messages are numbered; a worklet that missed one requests the whole mix again (`forget`).
 */
export class MixSender {
  #sent: WorkletMix | null = null;
  #revision = 0;

  /** The message that updates the worklet to `mix`, or null if it is up to date. */
  next(mix: WorkletMix): MixMessage | null {
    const before = this.#sent;
    if (before === null) {
      this.#sent = mix;
      this.#revision += 1;
      return { type: 'settings', revision: this.#revision, ...mix };
    }
    const patch = diffSettings(before.settings, mix.settings);
    const trackInputs = sameNumbers(before.trackInputs, mix.trackInputs) ? null : mix.trackInputs;
    if (patch === null && trackInputs === null) return null;
    this.#sent = mix;
    this.#revision += 1;
    return {
      type: 'patch',
      revision: this.#revision,
      patch: patch ?? { tracks: [] },
      ...(trackInputs === null ? {} : { trackInputs }),
    };
  }

  /** Assumes nothing about the worklet: the next message is the whole mix. */
  forget(): void {
    this.#sent = null;
  }
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
