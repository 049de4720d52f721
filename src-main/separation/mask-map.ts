import type { FrontEnd } from '../audio/frontend.ts';

/**
 * Maps a model's mask to the bins of the recording's own spectrum, by linear interpolation within the model's
 * band. Above the band, a stem gets one value per frame: the mean of its mask over the band's top octave,
 * weighted by the recording's energy, so that overtones follow the instruments that play. Over the last
 * `BLEND` of the band, the mask fades into that value, which avoids a step at the band edge.
 */
export interface MaskMap {
  /** Model bins `[from, to)` of the top octave. */
  readonly octave: { readonly from: number; readonly to: number };
  /** Per bin of the recording's spectrum: model bin below, share of the one above, share of the extrapolation. */
  readonly below: Int32Array;
  readonly fraction: Float64Array;
  readonly above: Float64Array;
}

const BLEND = 1 / 16;

/** @param sampleRate of the recording */
export function maskMapOf(frontEnd: FrontEnd, sampleRate: number): MaskMap {
  const { framing, bins, binHz } = frontEnd;
  const count = framing.fftSize / 2 + 1;
  const top = bins - 1;
  const below = new Int32Array(count);
  const fraction = new Float64Array(count);
  const above = new Float64Array(count);
  for (let j = 0; j < count; j += 1) {
    const position = Math.min((j * sampleRate) / framing.fftSize / binHz, top);
    below[j] = Math.min(Math.floor(position), top - 1);
    fraction[j] = position - below[j]!;
    above[j] = Math.max(0, (position / top - (1 - BLEND)) / BLEND);
  }
  return { octave: { from: Math.floor(top / 2), to: bins }, below, fraction, above };
}

/**
 * @param mask of one frame, [model bins]
 * @param magnitude the recording's at the same frame, [model bins]
 */
export function extrapolate(map: MaskMap, mask: Float32Array, magnitude: Float32Array): number {
  let energy = 0;
  let taken = 0;
  let plain = 0;
  for (let k = map.octave.from; k < map.octave.to; k += 1) {
    const power = magnitude[k]! * magnitude[k]!;
    energy += power;
    taken += power * mask[k]!;
    plain += mask[k]!;
  }
  return energy > 0 ? taken / energy : plain / (map.octave.to - map.octave.from);
}

/** The map as the kernels read it (`kernels/assembly/filter.ts`): 24 bytes for every bin of the recording's spectrum. */
export function mapEntries({ below, fraction, above }: MaskMap): Float64Array {
  const out = new Float64Array(3 * below.length);
  const integers = new Int32Array(out.buffer);
  for (let j = 0; j < below.length; j += 1) {
    integers[6 * j] = below[j]!;
    out[3 * j + 1] = fraction[j]!;
    out[3 * j + 2] = above[j]!;
  }
  return out;
}
