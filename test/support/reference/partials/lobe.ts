import { firstBin, LOBE_BINS, REACH, widthAt } from '../../../../src-main/separation/partials/lobe.ts';

export { firstBin, LOBE_BINS, REACH };

/** Half of a lobe's support, in widths. */
const LOBE = 3;

/** Power of the Hann window's transform, one at its centre, at a distance in bins; zero from three bins on. */
export const lobe = (distance: number): number => powerAt(distance, Math.sin(Math.PI * distance));

/** Where a lobe is not zero: from value `from` to before `to` of its `LOBE_BINS`. Reused, because there are thousands a frame. */
export interface Support {
  from: number;
  to: number;
}

/**
 * Writes a lobe's powers from its first bin on; zero outside the spectrum and from `LOBE` widths on. The sines of neighbouring
 * bins follow from each other by the addition theorem.
 * @param out `LOBE_BINS` values from `at` on, overwritten
 * @param support overwritten
 */
export function writeLobe(
  position: number,
  spread: number,
  bins: number,
  out: Float64Array,
  at: number,
  support: Support,
): void {
  const width = widthAt(position, spread);
  const first = firstBin(position);
  const centre = position - first;
  support.from = Math.max(0, -first, Math.ceil(centre - LOBE * width));
  support.to = Math.max(
    support.from,
    Math.min(LOBE_BINS, bins - first, Math.floor(centre + LOBE * width) + 1),
  );
  out.fill(0, at, at + LOBE_BINS);
  const step = Math.PI / width;
  const [turnSin, turnCos] = [Math.sin(step), Math.cos(step)];
  let [sin, cos] = [Math.sin((support.from - centre) * step), Math.cos((support.from - centre) * step)];
  for (let n = support.from; n < support.to; n += 1) {
    out[at + n] = powerAt((n - centre) / width, sin);
    const next = sin * turnCos + cos * turnSin;
    cos = cos * turnCos - sin * turnSin;
    sin = next;
  }
}

/** @param sin of π times the distance */
function powerAt(distance: number, sin: number): number {
  const d = Math.abs(distance);
  if (d >= LOBE) return 0;
  if (d < 1e-9) return 1;
  if (Math.abs(d - 1) < 1e-6) return 0.25;
  const amplitude = sin / (Math.PI * d * (1 - d * d));
  return amplitude * amplitude;
}
