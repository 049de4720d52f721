import { erbHz, roex } from './auditory-filter.ts';

/**
 * The matrix that smears a power spectrum so that normal ears hear about what ears with broadened filters hear of the
 * original (T. Baer and B. C. J. Moore, "Effects of spectral smearing on the intelligibility of sentences in the
 * presence of noise", JASA 94, 1993): the inverse of the normal auditory filters times the broadened ones. Every filter's
 * weights add up to 1, so a flat spectrum stays as it is.
 * @param broadening of the filters' bandwidths, 1 or more; the paper has 3 and 6
 * @returns rows of `bins` weights; some are below 0
 */
export function smearingRows(bins: number, hzPerBin: number, broadening: number): Float64Array[] {
  return solved(filterRows(bins, hzPerBin, 1), filterRows(bins, hzPerBin, broadening));
}

/** The excitation of each bin's auditory filter by a power spectrum. */
export function filterRows(bins: number, hzPerBin: number, broadening: number): Float64Array[] {
  return Array.from({ length: bins }, (_, k) => {
    const bandwidth = broadening * erbHz(k * hzPerBin);
    const row = Float64Array.from({ length: bins }, (__, j) => roex((j - k) * hzPerBin, bandwidth));
    const sum = row.reduce((total, weight) => total + weight, 0);
    return row.map((weight) => weight / sum);
  });
}

/** X of A·X = B by elimination with the greatest pivots. A and B are used up. */
function solved(a: Float64Array[], b: Float64Array[]): Float64Array[] {
  const size = a.length;
  for (let column = 0; column < size; column += 1) {
    let pivot = column;
    for (let row = column + 1; row < size; row += 1) {
      if (Math.abs(a[row]![column]!) > Math.abs(a[pivot]![column]!)) pivot = row;
    }
    [a[column], a[pivot]] = [a[pivot]!, a[column]!];
    [b[column], b[pivot]] = [b[pivot]!, b[column]!];
    for (let row = column + 1; row < size; row += 1) {
      subtract(a[row]!, a[column]!, b[row]!, b[column]!, a[row]![column]! / a[column]![column]!, column);
    }
  }
  for (let row = size - 1; row >= 0; row -= 1) {
    const target = b[row]!;
    for (let other = row + 1; other < size; other += 1) {
      const factor = a[row]![other]!;
      if (factor === 0) continue;
      const source = b[other]!;
      for (let n = 0; n < size; n += 1) target[n]! -= factor * source[n]!;
    }
    const diagonal = a[row]![row]!;
    for (let n = 0; n < size; n += 1) target[n]! /= diagonal;
  }
  return b;
}

function subtract(
  left: Float64Array,
  fromLeft: Float64Array,
  right: Float64Array,
  fromRight: Float64Array,
  factor: number,
  first: number,
): void {
  if (factor === 0) return;
  for (let n = first; n < left.length; n += 1) left[n]! -= factor * fromLeft[n]!;
  for (let n = 0; n < right.length; n += 1) right[n]! -= factor * fromRight[n]!;
}
