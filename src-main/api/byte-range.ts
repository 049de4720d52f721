/** Half open, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * One `Range: bytes=` of RFC 9110, clipped to `total`. Null without a header, or with one that is not understood or
 * asks for several ranges: the whole is sent then, as the standard allows. `unsatisfiable` where it begins at or
 * past the end.
 */
export function parseByteRange(header: string | null, total: number): ByteRange | null | 'unsatisfiable' {
  const match = header === null ? null : /^\s*bytes\s*=\s*(\d*)\s*-\s*(\d*)\s*$/.exec(header);
  if (match === null) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  if (first === '') {
    const length = Math.min(total, Number(last));
    return length === 0 ? 'unsatisfiable' : { start: total - length, end: total };
  }
  const start = Number(first);
  if (start >= total) return 'unsatisfiable';
  const end = last === '' ? total : Math.min(total, Number(last) + 1);
  return end <= start ? null : { start, end };
}
