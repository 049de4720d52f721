import type { Address, Kernels } from '../../kernels/kernels.ts';

/** Half of a lobe's support, in widths. */
const LOBE = 3;
/** Largest width of a lobe; one is that of a steady tone, whose main lobe ends two bins from its centre. */
const WIDEST = 6;
/** Bins to either side of its centre that a lobe has at most. */
export const REACH = 9;
/** Bins of a lobe. */
export const LOBE_BINS = 2 * REACH + 1;

/**
 * The width of a partial's lobe.
 * @param position in bins
 * @param spread relative deviation of the frequency within the window
 */
export const widthAt = (position: number, spread: number): number =>
  Math.min(Math.sqrt(1 + (position * spread) ** 2), WIDEST);

/** The first bin of a lobe, possibly negative. */
export const firstBin = (position: number): number => Math.round(position) - REACH;

/** Where the lobe of a partial lies; it has `LOBE_BINS` values. Reused, because there are thousands a frame. */
export class Lobe {
  /** The bin of value 0, possibly negative. */
  first = 0;
  /** Where the lobe is not zero and within the spectrum: from value `from` to before `to`. */
  from = 0;
  to = 0;
  #width = 0;
  #turnSin = 0;
  #turnCos = 0;

  /**
   * Writes the values of a lobe that are not zero: the power of the Hann window's transform, one at its centre.
   * @param position of the centre in bins
   * @param spread as for `widthAt`
   * @param bins of the spectrum
   * @param at where value 0 lies
   */
  write(kernels: Kernels, position: number, spread: number, bins: number, at: Address): void {
    const width = widthAt(position, spread);
    const step = Math.PI / width;
    if (width !== this.#width) {
      this.#width = width;
      this.#turnSin = Math.sin(step);
      this.#turnCos = Math.cos(step);
    }
    const first = firstBin(position);
    const centre = position - first;
    const from = Math.max(0, -first, Math.ceil(centre - LOBE * width));
    const to = Math.max(from, Math.min(LOBE_BINS, bins - first, Math.floor(centre + LOBE * width) + 1));
    this.first = first;
    this.from = from;
    this.to = to;
    const angle = (from - centre) * step;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    kernels.writeLobe(at, from, to, centre, width, sin, cos, this.#turnSin, this.#turnCos);
  }
}
