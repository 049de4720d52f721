import { RealFft } from '../../../../../src-shared/dsp/fft.ts';
import { MIX_BLOCK } from '../../../../../src-shared/mixing/types.ts';
import type { ProcessorSpec } from '../../../../../src-shared/mixing/processors/types.ts';
import { toDb } from '../../../../support/signals.ts';

export type Params = Record<string, number>;

/** Through a fresh instance, in place on copies, in mix blocks; `change` gives later blocks other parameters. */
export function run(
  spec: ProcessorSpec,
  rate: number,
  params: Params,
  channels: readonly Float32Array[],
  change: (at: number) => Params = () => params,
): Float32Array[] {
  const instance = spec.create(rate, channels.length);
  const out = channels.map((x) => x.slice());
  for (let at = 0; at < out[0]!.length; at += MIX_BLOCK) {
    const block = out.map((x) => x.subarray(at, at + MIX_BLOCK));
    instance.process(block, block[0]!.length, change(at));
  }
  return out;
}

/** Measured magnitude in dB of each bin, from the impulse response. */
export function measured(
  spec: ProcessorSpec,
  rate: number,
  params: Params,
  size = 32_768,
): (hz: number) => number {
  const impulse = new Float32Array(size);
  impulse[0] = 1;
  const fft = new RealFft(size);
  const spectrum = fft.createSpectrum();
  fft.forward(run(spec, rate, params, [impulse])[0]!, spectrum);
  return (hz) => {
    const k = Math.round((hz * size) / rate);
    return toDb(Math.hypot(spectrum[2 * k]!, spectrum[2 * k + 1]!));
  };
}

/** The frequency of the bin that `measured` reads at `hz`. */
export const binFrequency = (hz: number, rate: number, size = 32_768): number =>
  (Math.round((hz * size) / rate) * rate) / size;
