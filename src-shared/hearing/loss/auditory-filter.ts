/** Bandwidth of the normal auditory filter at `hz` (B. R. Glasberg and B. C. J. Moore, Hearing Research 47, 1990). */
export function erbHz(hz: number): number {
  return 24.7 * ((4.37 * hz) / 1000 + 1);
}

/**
 * The weight of a frequency `distanceHz` from the centre of a rounded-exponential filter, 1 at its centre: roex(p) of
 * R. D. Patterson et al., JASA 72, 1982, (1 + p·g)·exp(-p·g) with p·g = 4·distance / bandwidth.
 */
export function roex(distanceHz: number, bandwidthHz: number): number {
  const x = (4 * Math.abs(distanceHz)) / bandwidthHz;
  return (1 + x) * Math.exp(-x);
}

/** Rows of weights over neighbouring bins; `first` is the bin of a row's first weight. */
export interface BandedMatrix {
  readonly rows: readonly { readonly first: number; readonly weights: Float64Array }[];
}

/** What is this much below a row's greatest weight is left out. */
const NEGLIGIBLE = 1e-7;

/** Keeps of each row what is not negligible. */
export function banded(rows: readonly Float64Array[]): BandedMatrix {
  return {
    rows: rows.map((row) => {
      const most = row.reduce((greatest, x) => Math.max(greatest, Math.abs(x)), 0);
      const counts = (x: number): boolean => Math.abs(x) > NEGLIGIBLE * most;
      const first = row.findIndex(counts);
      return { first, weights: row.slice(first, row.findLastIndex(counts) + 1) };
    }),
  };
}

/** Writes the products of the rows with `values` into `out`. */
export function multiply({ rows }: BandedMatrix, values: Float64Array, out: Float64Array): void {
  for (let k = 0; k < rows.length; k += 1) {
    const { first, weights } = rows[k]!;
    let sum = 0;
    for (let j = 0; j < weights.length; j += 1) sum += weights[j]! * values[first + j]!;
    out[k] = sum;
  }
}
