import type { WaveformCall } from './waveform-call.ts';

/**
 * A model that carries state from block to block: one signal, front to back. Blocks of any length give what one long run
 * would, as far as the model keeps to its word.
 */
export interface StreamModel {
  /** The next samples. @returns one array a slot, as long as the block; late by the model's delay */
  push(block: Float32Array): Promise<readonly Float32Array[]>;
  /** What another stream can begin with to go on from here. */
  state(): readonly Float32Array[];
}

/** @param state of the samples before, zeros at the beginning */
export function createStreamModel(call: WaveformCall, state: readonly Float32Array[]): StreamModel {
  let current = state;
  return {
    async push(block) {
      const answer = await call(block, current);
      current = answer.state;
      return answer.estimates;
    },
    state: () => current,
  };
}
