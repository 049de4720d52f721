import { banded, type BandedMatrix } from './auditory-filter.ts';
import { smearingRows } from './smearing.ts';

/** What a smearing matrix is made for. */
export interface SmearingSize {
  readonly bins: number;
  readonly hzPerBin: number;
  /** Of auditory filters, above 1. */
  readonly broadening: number;
}

const matrices = new Map<string, BandedMatrix>();
const keyOf = ({ bins, hzPerBin, broadening }: SmearingSize): string => `${bins} ${hzPerBin} ${broadening}`;

/**
 * The matrix of `smearing.ts`, computed once: both ears and every change of a listener ask for the same one, which takes
 * tens of milliseconds up to 48 kHz and 2 s at 192 kHz.
 */
export function smearingMatrix(size: SmearingSize): BandedMatrix {
  const key = keyOf(size);
  const known = matrices.get(key) ?? banded(smearingRows(size.bins, size.hzPerBin, size.broadening));
  matrices.set(key, known);
  return known;
}

/** Keeps a matrix that was computed elsewhere: the thread that plays must not. */
export function keepSmearingMatrix(size: SmearingSize, matrix: BandedMatrix): void {
  matrices.set(keyOf(size), matrix);
}
