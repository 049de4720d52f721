/** Complex numbers in one register: re, im. */

/** Signs that turn (im, re) into i·z, and into -i·z. */
export function signsOf(turn: bool): v128 {
  return turn ? f64x2(-0.0, 0.0) : f64x2(0.0, -0.0);
}

/** (im, re) */
export function swapped(z: v128): v128 {
  return v128.shuffle<f64>(z, z, 1, 0);
}

/** re, -im */
export function conjugate(z: v128): v128 {
  return v128.xor(z, f64x2(0.0, -0.0));
}

/** -i·z for signs (+, -), i·z for signs (-, +). */
export function quarter(z: v128, signs: v128): v128 {
  return v128.xor(swapped(z), signs);
}

/**
 * z·(c + i·s) for signs (-, +), z·(c - i·s) for signs (+, -): re·c - im·s and im·c + re·s, each product rounded by
 * itself as in JavaScript.
 * @param factor where c and s lie
 */
export function turned(z: v128, factor: usize, signs: v128): v128 {
  const c = v128.load64_splat(factor);
  const s = v128.xor(v128.load64_splat(factor, 8), signs);
  return product(z, c, s);
}

/** The same, with c in both numbers of a register and s with its signs in another. */
export function product(z: v128, c: v128, s: v128): v128 {
  return f64x2.add(f64x2.mul(z, c), f64x2.mul(swapped(z), s));
}
