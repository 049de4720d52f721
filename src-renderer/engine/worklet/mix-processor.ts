import { Mixer } from '../../../src-shared/mixing/mixer.ts';
import { MIX_PROCESSOR, type ToWorklet, type WorkletOptions } from '../protocol.ts';
import { MixPlayer } from './player.ts';

/** Connects the audio thread to `MixPlayer`, which contains the logic and does not depend on Web Audio. */
class MixProcessor extends AudioWorkletProcessor {
  readonly #player: MixPlayer;
  readonly #silent = [new Float32Array(128), new Float32Array(128)] as const;

  constructor(options: { readonly processorOptions: unknown }) {
    super();
    // Both sides are built from the same sources: these are our own typed messages, not outside input.
    const settings = options.processorOptions as WorkletOptions;
    this.#player = new MixPlayer(new Mixer(sampleRate), sampleRate, settings, (message) => {
      this.port.postMessage(message);
    });
    this.port.onmessage = (event) => this.#player.receive(event.data as ToWorklet);
  }

  override process(
    _inputs: readonly (readonly Float32Array[])[],
    outputs: readonly (readonly Float32Array[])[],
  ): boolean {
    const [left = this.#silent[0], right = this.#silent[1]] = outputs[0] ?? [];
    this.#player.render(left, right, currentTime);
    return true;
  }
}

registerProcessor(MIX_PROCESSOR, MixProcessor);
