/** Deterministic damage to files: the same seed makes the same bytes. Independent of vitest. */

/** xorshift32: numbers in [0, 1). */
export function random(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** A copy with up to 20 flipped bits and overwritten ranges, half of them near the beginning; sometimes truncated. */
export function mutate(original: Uint8Array, next: () => number): Buffer {
  const bytes = Buffer.from(original);
  const times = 1 + Math.floor(next() * 20);
  for (let time = 0; time < times; time += 1) {
    const place = next() < 0.5 ? next() ** 3 : next();
    const at = Math.floor(place * bytes.length);
    if (next() < 0.7) bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(next() * 8));
    else bytes.fill(Math.floor(next() * 256), at, Math.min(bytes.length, at + Math.floor(next() * 200)));
  }
  return next() < 0.1 ? bytes.subarray(0, Math.floor(next() * bytes.length)) : bytes;
}
