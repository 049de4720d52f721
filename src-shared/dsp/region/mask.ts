import type { Framing } from '../stft.ts';
import { bandWeights, harmonicsWeights } from './bands.ts';
import { brushWeights } from './brush.ts';
import { lassoWeights } from './lasso.ts';
import { EDGE_SECONDS, rise, type Grid } from './weights.ts';
import type { RegionShape, RegionSpan } from './shapes.ts';

/** Frames whose weights stay computed: all channels of a block ask for the same ones. */
const KEPT = 16;

type Weigh = (centre: number, out: Float64Array) => void;

/**
 * How much of each bin of a frame belongs to a region, 0 to 1. All edges are raised cosines. A rectangle's or a comb's
 * end that is the end of `range` is not faded here but reaches beyond it: there the caller fades in time, which is
 * sharper than a frame.
 */
export class RegionMask {
  /** Whether every weight of every frame is one, so that nothing needs to be filtered. */
  readonly isAll: boolean;
  readonly #layers: readonly { readonly erase: boolean; readonly weigh: Weigh }[];
  readonly #bins: number;
  readonly #layer: Float64Array;
  readonly #kept = new Map<number, Float64Array>();

  constructor(
    shapes: readonly RegionShape[],
    range: RegionSpan,
    sampleRate: number,
    { fftSize }: Pick<Framing, 'fftSize'>,
  ) {
    const grid: Grid = { sampleRate, fftSize, edge: EDGE_SECONDS * sampleRate };
    this.#bins = fftSize / 2 + 1;
    this.#layer = new Float64Array(this.#bins);
    this.#layers = shapes.map((shape) => ({ erase: shape.erase, weigh: weighing(shape, range, grid) }));
    this.isAll = shapes.length === 1 && isWhole(shapes[0], range);
  }

  /** @returns one weight per bin, 0 … fftSize/2, for the frame around a sample; do not change it */
  at(centre: number): Float64Array {
    const kept = this.#kept.get(centre);
    if (kept !== undefined) return kept;
    const [oldest] = this.#kept.keys();
    if (this.#kept.size >= KEPT && oldest !== undefined) this.#kept.delete(oldest);
    const weights = new Float64Array(this.#bins);
    for (const { erase, weigh } of this.#layers) {
      weigh(centre, this.#layer);
      for (let bin = 0; bin < weights.length; bin += 1) {
        const layer = this.#layer[bin]!;
        weights[bin] = erase ? Math.min(weights[bin]!, 1 - layer) : Math.max(weights[bin]!, layer);
      }
    }
    this.#kept.set(centre, weights);
    return weights;
  }
}

function weighing(shape: RegionShape, range: RegionSpan, grid: Grid): Weigh {
  switch (shape.kind) {
    case 'rectangle':
      return during(shape, range, grid, bandWeights(shape, grid.sampleRate, grid.fftSize));
    case 'harmonics':
      return during(shape, range, grid, harmonicsWeights(shape, grid.sampleRate, grid.fftSize));
    case 'lasso':
      return lassoWeights(shape, grid);
    case 'brush':
      return brushWeights(shape, grid);
  }
}

/** The same weights from one sample to another. */
function during({ from, to }: RegionSpan, range: RegionSpan, { edge }: Grid, weights: Float64Array): Weigh {
  return (centre, out) => {
    const into = from <= range.from ? 1 : rise((centre - from) / edge);
    const away = to >= range.to ? 1 : rise((to - centre) / edge);
    const share = Math.min(into, away);
    for (let bin = 0; bin < out.length; bin += 1) out[bin] = share * weights[bin]!;
  };
}

const isWhole = (shape: RegionShape | undefined, range: RegionSpan): boolean =>
  shape?.kind === 'rectangle' &&
  shape.lowHz === null &&
  shape.highHz === null &&
  shape.from <= range.from &&
  shape.to >= range.to;
