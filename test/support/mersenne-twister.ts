/**
 * Uniform numbers in [0, 1) of 53 bits by MT19937 with `init_genrand` (M. Matsumoto and T. Nishimura, 1998), as
 * `numpy.random.seed(seed); numpy.random.random_sample()` gives them.
 */
export function mersenneTwister(seed: number): () => number {
  const size = 624;
  const state = new Uint32Array(size);
  state[0] = seed;
  for (let n = 1; n < size; n += 1) {
    state[n] = Math.imul(1812433253, state[n - 1]! ^ (state[n - 1]! >>> 30)) + n;
  }
  let at = size;
  const word = (): number => {
    if (at === size) {
      for (let n = 0; n < size; n += 1) {
        const y = (state[n]! & 0x80000000) | (state[(n + 1) % size]! & 0x7fffffff);
        state[n] = state[(n + 397) % size]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
      }
      at = 0;
    }
    let y = state[at]!;
    at += 1;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
  return () => ((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53;
}
