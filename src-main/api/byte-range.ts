/** A half-open range of bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Parses a single-range `Range: bytes=` header (RFC 9110) and clips it to `total`. Returns null when the header is
 * missing, malformed or lists several ranges; the server then sends the whole body, as the standard allows. Returns
 * `unsatisfiable` when the range starts at or past the end.
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
