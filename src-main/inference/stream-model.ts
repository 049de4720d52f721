import type { WaveformCall } from './waveform-call.ts';

/**
 * A model that carries state from block to block: one signal, from start to end. The block lengths do not affect the
 * result, provided that the model keeps its contract.
 */
export interface StreamModel {
  /** Processes the next samples. @returns one array per slot, as long as the block, delayed by the model's delay */
  push(block: Float32Array): Promise<readonly Float32Array[]>;
  /** The state from which another stream can continue. */
  state(): readonly Float32Array[];
}

/** @param state the state after the preceding samples; zeros at the start */
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
