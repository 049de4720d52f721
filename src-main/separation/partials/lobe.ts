/** Half of a lobe's support, in widths. */
const LOBE = 3;
/** Largest width of a lobe; one is that of a steady tone, whose main lobe ends two bins from its centre. */
const WIDEST = 6;
/** Bins to either side of its centre that a lobe has at most. */
export const REACH = 9;
/** Bins of a lobe. */
export const LOBE_BINS = 2 * REACH + 1;

/** Power of the Hann window's transform, one at its centre, at a distance in bins; zero from three bins on. */
export function lobe(distance: number): number {
  const d = Math.abs(distance);
  if (d >= LOBE) return 0;
  if (d < 1e-9) return 1;
  if (Math.abs(d - 1) < 1e-6) return 0.25;
  const amplitude = Math.sin(Math.PI * d) / (Math.PI * d * (1 - d * d));
  return amplitude * amplitude;
}

/**
 * The width of a partial's lobe.
 * @param position in bins
 * @param spread relative deviation of the frequency within the window
 */
export const widthAt = (position: number, spread: number): number =>
  Math.min(Math.sqrt(1 + (position * spread) ** 2), WIDEST);

/** The first bin of a lobe, possibly negative. */
export const firstBin = (position: number): number => Math.round(position) - REACH;

/**
 * Writes a lobe's powers from its first bin on; zero outside the spectrum.
 * @param out `LOBE_BINS` values from `at` on, overwritten
 */
export function writeLobe(
  position: number,
  spread: number,
  bins: number,
  out: Float64Array,
  at: number,
): void {
  const width = widthAt(position, spread);
  const first = firstBin(position);
  for (let n = 0; n < LOBE_BINS; n += 1) {
    const bin = first + n;
    out[at + n] = bin < 0 || bin >= bins ? 0 : lobe((bin - position) / width);
  }
}
