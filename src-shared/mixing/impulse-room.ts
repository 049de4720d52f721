import { Convolver, type ResponseSpectra } from '../dsp/convolver.ts';
import type { ProcessorInstance, ProcessorSpec } from './processors/types.ts';

/** What a room does whose impulse response is known: both sides through its two channels, or its one. */
export const impulseRoom = (response: readonly ResponseSpectra[]): ProcessorSpec => ({
  id: 'impulse-room',
  version: 1,
  title: 'Impulse response',
  parameters: [],
  makesStereo: true,
  create: () => new ImpulseRoom(response),
});

/** What a room does whose impulse response is missing: nothing is heard of it. */
export const silentRoom: ProcessorSpec = {
  ...impulseRoom([]),
  create: () => ({
    gainReductionDb: 0,
    process: (channels) => {
      for (const channel of channels) channel.fill(0);
    },
    reset: () => undefined,
  }),
};

class ImpulseRoom implements ProcessorInstance {
  readonly gainReductionDb = 0;
  readonly #sides: readonly Convolver[];

  constructor(response: readonly ResponseSpectra[]) {
    const left = response[0] ?? { head: [], tail: [] };
    this.#sides = [left, response[1] ?? left].map((spectra) => new Convolver(spectra));
  }

  process(channels: readonly Float32Array[]): void {
    for (let side = 0; side < channels.length; side += 1) this.#sides[side]!.process(channels[side]!);
  }

  reset(): void {
    for (const side of this.#sides) side.reset();
  }
}
