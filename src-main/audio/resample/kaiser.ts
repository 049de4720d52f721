/**
 * Kaiser's window (Kaiser 1974, "Nonrecursive digital filter design using the I0-sinh window function").
 * @param x -1 to 1 over the window's length; the window is zero outside
 * @param beta trades stop band for transition: 0.1102 · (dB of stop band - 8.7) above 50 dB
 */
export function kaiser(x: number, beta: number): number {
  return Math.abs(x) >= 1 ? 0 : besselI0(beta * Math.sqrt(1 - x * x)) / besselI0(beta);
}

export const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));

/** Modified Bessel function of the first kind, order 0: Σ ((x/2)^k / k!)². */
function besselI0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-17 * sum; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
