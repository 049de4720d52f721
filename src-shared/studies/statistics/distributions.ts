/** Lanczos' approximation with g = 7 and nine terms (Numerical Recipes, section 6.1); relative error below 1e-14. */
export function logGamma(x: number): number {
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
    -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
  ];
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const shifted = x - 1;
  const sum = terms.reduce((total, term, index) => total + term / (shifted + index + 1), 0.99999999999980993);
  const t = shifted + 7.5;
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(t) - t + Math.log(sum);
}

const TINY = 1e-300;
const STEPS = 1000;

/** Lentz's evaluation of b0 + a1/(b1 + a2/(b2 + …)). */
function continuedFraction(b0: number, a: (n: number) => number, b: (n: number) => number): number {
  let f = b0 === 0 ? TINY : b0;
  let c = f;
  let d = 0;
  for (let n = 1; n < STEPS; n += 1) {
    d = b(n) + a(n) * d;
    d = 1 / (d === 0 ? TINY : d);
    c = b(n) + a(n) / c;
    if (c === 0) c = TINY;
    f *= c * d;
    if (Math.abs(c * d - 1) < 1e-16) break;
  }
  return f;
}

/** The regularised upper incomplete gamma function Q(a, x) (Abramowitz and Stegun 6.5.29 and 6.5.31). */
export function upperGamma(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < STEPS && term > sum * 1e-17; n += 1) {
      term *= x / (a + n);
      sum += term;
    }
    return 1 - scale * sum;
  }
  return (
    scale /
    continuedFraction(
      x + 1 - a,
      (n) => -n * (n - a),
      (n) => x + 2 * n + 1 - a,
    )
  );
}

/** The regularised incomplete beta function I_x(a, b) (Abramowitz and Stegun 26.5.8). */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a);
  const scale =
    Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a;
  const numerator = (n: number): number => {
    const m = Math.floor(n / 2);
    return n % 2 === 0
      ? (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
      : (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  };
  return scale / continuedFraction(1, numerator, () => 1);
}

/** P(X > x) of the chi-squared distribution. */
export const chiSquaredTail = (x: number, degrees: number): number => upperGamma(degrees / 2, x / 2);

/** P(X > x) of the standard normal distribution. */
export const normalTail = (x: number): number =>
  x < 0 ? 1 - normalTail(-x) : 0.5 * upperGamma(0.5, (x * x) / 2);

/** P(X > x) of Student's t distribution. */
export const studentTail = (x: number, degrees: number): number =>
  x < 0 ? 1 - studentTail(-x, degrees) : 0.5 * betaCdf(degrees / (degrees + x * x), degrees / 2, 0.5);

/** The x with P(X > x) = `tail`, below 0.5, of Student's t distribution; by bisection. */
export function studentQuantile(tail: number, degrees: number): number {
  let low = 0;
  let high = 1;
  while (studentTail(high, degrees) > tail) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-14 * high; step += 1) {
    const middle = (low + high) / 2;
    if (studentTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
