import type { MaskMap } from '../../../src-main/separation/mask-map.ts';
import { PARTS } from '../../../src-main/separation/spatial.ts';
import type { Covariances } from '../../../src-main/separation/spatial.ts';

/** Minimum mask value: keeps the filter defined where a mask is zero. */
const LEAST_SHARE = 1e-6;

/** @param out one weight a bin of the recording's spectrum, [fftSize/2 + 1] */
export function expandMask(map: MaskMap, mask: Float32Array, beyond: number, out: Float64Array): void {
  for (let j = 0; j < out.length; j += 1) {
    const k = map.below[j]!;
    const low = mask[k]!;
    const inside = low + map.fraction[j]! * (mask[k + 1]! - low);
    out[j] = inside + map.above[j]! * (beyond - inside);
  }
}

/**
 * The stems' images in one frame, which sum to the spectrum together with the residual. Above the model's
 * band, only the masks are applied.
 * @param weights of each stem at the recording's bins
 * @param places normalised covariances at the model's bins
 * @param spectra of the two channels, interleaved re, im
 * @param out [stem][channel], overwritten
 */
export function filterFrame(
  map: MaskMap,
  weights: readonly Float64Array[],
  places: Covariances,
  spectra: readonly [Float64Array, Float64Array],
  out: readonly (readonly [Float64Array, Float64Array])[],
): void {
  const [left, right] = spectra;
  const sources = places.length;
  const local = new Float64Array(sources * PARTS);
  for (let j = 0; j < map.below.length; j += 1) {
    const at = map.below[j]! * PARTS;
    const fraction = map.fraction[j]!;
    const masked = map.above[j]!;
    const lr = left[2 * j]!;
    const li = left[2 * j + 1]!;
    const rr = right[2 * j]!;
    const ri = right[2 * j + 1]!;
    let rest = 1;
    let a = 0;
    let d = 0;
    let cr = 0;
    let ci = 0;
    for (let source = 0, o = 0; source < sources; source += 1, o += PARTS) {
      const weight = source < weights.length ? weights[source]![j]! : rest;
      rest -= weight;
      const share = Math.max(weight, LEAST_SHARE);
      const place = places[source]!;
      for (let part = 0; part < PARTS; part += 1) {
        const low = place[at + part]!;
        local[o + part] = share * (low + fraction * (place[at + PARTS + part]! - low));
      }
      a += local[o]!;
      d += local[o + 1]!;
      cr += local[o + 2]!;
      ci += local[o + 3]!;
    }
    const scale = (1 - masked) / (a * d - cr * cr - ci * ci);
    // The inverse of the mixture's covariance, multiplied by the observed spectrum.
    const ylr = scale * (d * lr - (cr * rr - ci * ri));
    const yli = scale * (d * li - (cr * ri + ci * rr));
    const yrr = scale * (a * rr - (cr * lr + ci * li));
    const yri = scale * (a * ri - (cr * li - ci * lr));
    for (let stem = 0, o = 0; stem < weights.length; stem += 1, o += PARTS) {
      const [toLeft, toRight] = out[stem]!;
      const plain = masked * weights[stem]![j]!;
      const ll = local[o]!;
      const dd = local[o + 1]!;
      const xr = local[o + 2]!;
      const xi = local[o + 3]!;
      toLeft[2 * j] = ll * ylr + xr * yrr - xi * yri + plain * lr;
      toLeft[2 * j + 1] = ll * yli + xr * yri + xi * yrr + plain * li;
      toRight[2 * j] = xr * ylr + xi * yli + dd * yrr + plain * rr;
      toRight[2 * j + 1] = xr * yli - xi * ylr + dd * yri + plain * ri;
    }
  }
}
