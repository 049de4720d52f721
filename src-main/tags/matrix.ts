/** Rows of equal length, stored consecutively. */
export interface Rows {
  readonly values: Float32Array;
  readonly length: number;
}

export const rowCount = ({ values, length }: Rows): number => values.length / length;

export function rowsOf(vectors: readonly Float32Array[], length: number): Rows {
  const values = new Float32Array(vectors.length * length);
  for (const [index, vector] of vectors.entries()) values.set(vector, index * length);
  return { values, length };
}

export const rowAt = ({ values, length }: Rows, index: number): Float32Array =>
  values.subarray(index * length, (index + 1) * length);

export const pickRows = (rows: Rows, indices: readonly number[]): Rows =>
  rowsOf(
    indices.map((index) => rowAt(rows, index)),
    rows.length,
  );

export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 1) sum += a[at]! * b[at]!;
  return sum;
}

/**
 * Solves A·x = b by Cholesky factorisation for a symmetric positive definite A. Reads only the lower triangle of A and
 * overwrites it; overwrites b with x.
 * @param a row-major, n × n
 * @throws Error if A is not positive definite
 */
export function solvePositive(a: Float64Array, b: Float64Array): void {
  const n = b.length;
  for (let row = 0; row < n; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      let sum = a[row * n + column]!;
      for (let at = 0; at < column; at += 1) sum -= a[row * n + at]! * a[column * n + at]!;
      if (row !== column) a[row * n + column] = sum / a[column * n + column]!;
      else if (sum > 0) a[row * n + row] = Math.sqrt(sum);
      else throw new Error('the matrix is not positive definite');
    }
  }
  for (let row = 0; row < n; row += 1) {
    let sum = b[row]!;
    for (let at = 0; at < row; at += 1) sum -= a[row * n + at]! * b[at]!;
    b[row] = sum / a[row * n + row]!;
  }
  for (let row = n - 1; row >= 0; row -= 1) {
    let sum = b[row]!;
    for (let at = row + 1; at < n; at += 1) sum -= a[at * n + row]! * b[at]!;
    b[row] = sum / a[row * n + row]!;
  }
}
