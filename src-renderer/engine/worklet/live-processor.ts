import {
  LIVE_PROCESSOR,
  type LineToWorklet,
  type LiveOptions,
  type ToLiveWorklet,
} from '../live-protocol.ts';
import { LivePlayer } from './live-player.ts';

/** Connects the audio thread to `LivePlayer`, which contains the logic and does not depend on Web Audio. */
class LiveProcessor extends AudioWorkletProcessor {
  readonly #player: LivePlayer;
  #line: MessagePort | null = null;

  constructor(options: { readonly processorOptions: unknown }) {
    super();
    // Both sides are built from the same sources: these are our own typed messages, not outside input.
    const settings = options.processorOptions as LiveOptions;
    this.#player = new LivePlayer(sampleRate, settings, (message, transfer) => {
      if (message.type === 'block') this.#line?.postMessage(message, transfer);
      else this.port.postMessage(message, transfer);
    });
    this.port.onmessage = (event) => this.#receive(event.data as ToLiveWorklet | LineToWorklet);
  }

  #receive(message: ToLiveWorklet | LineToWorklet): void {
    if (message.type !== 'line') return this.#player.receive(message);
    this.#line = message.port;
    this.#line.onmessage = (event) => this.#player.receive(event.data as ToLiveWorklet);
  }

  override process(
    inputs: readonly (readonly Float32Array[])[],
    outputs: readonly (readonly Float32Array[])[],
  ): boolean {
    const [left, right] = outputs[0] ?? [];
    if (left !== undefined && right !== undefined) this.#player.render(inputs[0] ?? [], left, right);
    return true;
  }
}

registerProcessor(LIVE_PROCESSOR, LiveProcessor);
