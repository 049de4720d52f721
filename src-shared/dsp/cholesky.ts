/**
 * Cholesky factor of a symmetric positive semidefinite matrix, in place: A = L·Lᵀ (Golub and Van Loan, Matrix
 * Computations, 4.2). A row that depends on those before it, within rounding, becomes zero and takes no part in
 * solutions.
 */
export class Cholesky {
  readonly #l: Float64Array;
  readonly #size: number;

  /** @param matrix `size × size`, row by row; its lower half is used and overwritten */
  constructor(matrix: Float64Array, size: number) {
    this.#l = matrix;
    this.#size = size;
    for (let from = 0; from < size; from += ROWS) this.#factorise(from, Math.min(size, from + ROWS));
  }

  /** Rows `[from, to)`: columns before them for all rows at once, since each row before is then read once. */
  #factorise(from: number, to: number): void {
    const l = this.#l;
    const n = this.#size;
    for (let j = 0; j < from; j += 1) {
      const diagonal = l[j * n + j]!;
      for (let i = from; i < to; i += 1) {
        l[i * n + j] = diagonal === 0 ? 0 : (l[i * n + j]! - this.#dot(i, j, j)) / diagonal;
      }
    }
    for (let i = from; i < to; i += 1) {
      for (let j = from; j < i; j += 1) {
        const diagonal = l[j * n + j]!;
        l[i * n + j] = diagonal === 0 ? 0 : (l[i * n + j]! - this.#dot(i, j, j)) / diagonal;
      }
      const whole = l[i * n + i]!;
      const left = whole - this.#dot(i, i, i);
      l[i * n + i] = left > DEPENDENT * whole ? Math.sqrt(left) : 0;
    }
  }

  #dot(a: number, b: number, length: number): number {
    const l = this.#l;
    const x = a * this.#size;
    const y = b * this.#size;
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    let k = 0;
    for (; k + 3 < length; k += 4) {
      s0 += l[x + k]! * l[y + k]!;
      s1 += l[x + k + 1]! * l[y + k + 1]!;
      s2 += l[x + k + 2]! * l[y + k + 2]!;
      s3 += l[x + k + 3]! * l[y + k + 3]!;
    }
    for (; k < length; k += 1) s0 += l[x + k]! * l[y + k]!;
    return s0 + s1 + s2 + s3;
  }

  /** The solution x of A·x = b. */
  solve(b: Float64Array): Float64Array {
    const l = this.#l;
    const n = this.#size;
    const x = b.slice();
    for (let i = 0; i < n; i += 1) {
      const diagonal = l[i * n + i]!;
      let sum = x[i]!;
      for (let k = 0; k < i; k += 1) sum -= l[i * n + k]! * x[k]!;
      x[i] = diagonal === 0 ? 0 : sum / diagonal;
    }
    for (let i = n - 1; i >= 0; i -= 1) {
      const diagonal = l[i * n + i]!;
      x[i] = diagonal === 0 ? 0 : x[i]! / diagonal;
      for (let k = 0; k < i; k += 1) x[k]! -= l[i * n + k]! * x[i]!;
    }
    return x;
  }
}

const ROWS = 8;
/** What is left of a row's square when those before it are taken out counts as nothing below this share. */
const DEPENDENT = 1e-14;
