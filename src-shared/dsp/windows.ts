/** Periodic Hann window, 0.5 - 0.5·cos(2πn/length), as in `torch.hann_window`. */
export function hann(length: number): Float64Array {
  return Float64Array.from({ length }, (_, n) => 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / length));
}

/** Modified Bessel function of the first kind, order 0, by its power series (converges for every x used here). */
function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-17; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Symmetric Kaiser window (Kaiser 1974): `beta` trades side lobes against width. */
export function kaiser(length: number, beta: number): Float64Array {
  const centre = (length - 1) / 2;
  return Float64Array.from({ length }, (_, n) => {
    const x = centre === 0 ? 0 : (n - centre) / centre;
    return besselI0(beta * Math.sqrt(Math.max(0, 1 - x * x))) / besselI0(beta);
  });
}
