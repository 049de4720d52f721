import { applyPatch } from '../../../src-shared/mixing/patch.ts';
import type { MixSettings } from '../../../src-shared/mixing/types.ts';
import type { MixMessage } from '../protocol.ts';

/** `lost`: a message is missing, so that the whole mix has to be sent again. */
export type Received = MixSettings | 'lost' | 'ignored';

/** The worklet's copy of the mix, kept up to date by numbered patches. */
export class MixReceiver {
  #settings: MixSettings | null = null;
  #revision = -1;
  #asked = false;

  /** The mix to use from now on. After `lost`, patches are ignored until the whole mix arrives. */
  receive(message: MixMessage): Received {
    if (message.type === 'settings') {
      if (message.revision <= this.#revision) return 'ignored';
      this.#revision = message.revision;
      this.#settings = message.settings;
      this.#asked = false;
      return message.settings;
    }
    if (this.#asked) return 'ignored';
    if (this.#settings === null || message.revision !== this.#revision + 1) {
      this.#asked = true;
      return 'lost';
    }
    this.#revision = message.revision;
    this.#settings = applyPatch(this.#settings, message.patch);
    return this.#settings;
  }
}
