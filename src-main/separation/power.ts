/**
 * A sum and the squares of a frame. A function of its own, because one that runs once a piece is never compiled to the end,
 * and each of its numbers is an object.
 */
export function withSquares(sum: number, frame: Float32Array): number {
  let total = sum;
  for (let k = 0; k < frame.length; k += 1) total += frame[k]! * frame[k]!;
  return total;
}

/** A sum and the power of a slot's estimate in one frame, whose shares begin at `from`. */
export function withPower(sum: number, magnitude: Float32Array, data: Float32Array, from: number): number {
  let total = sum;
  for (let k = 0; k < magnitude.length; k += 1) total += data[from + k]! * (magnitude[k]! * magnitude[k]!);
  return total;
}
