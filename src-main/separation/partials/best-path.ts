/**
 * Viterbi's best path through frames of candidates.
 * @param fits [candidates][stride]: how well each candidate fits each frame
 * @param frames up to `stride`
 * @param stepCost of the square of one candidate's step from frame to frame
 * @returns the candidate of each frame
 */
export function bestPath(
  fits: Float64Array,
  candidates: number,
  frames: number,
  stride: number,
  stepCost: number,
): Int32Array {
  const back = new Int32Array(frames * candidates);
  let total = Float64Array.from({ length: candidates }, (_, c) => fits[c * stride]!);
  let next = new Float64Array(candidates);
  for (let frame = 1; frame < frames; frame += 1) {
    step(total, next, back, frame * candidates, stepCost);
    for (let c = 0; c < candidates; c += 1) next[c]! += fits[c * stride + frame]!;
    [total, next] = [next, total];
  }
  const path = new Int32Array(frames);
  let candidate = 0;
  for (let c = 1; c < candidates; c += 1) if (total[c]! > total[candidate]!) candidate = c;
  for (let frame = frames - 1; frame >= 0; frame -= 1) {
    path[frame] = candidate;
    candidate = back[frame * candidates + candidate]!;
  }
  return path;
}

/** @param next overwritten: what each candidate is reached with, from the one that `back` then has from `at` on */
function step(total: Float64Array, next: Float64Array, back: Int32Array, at: number, cost: number): void {
  for (let to = 0; to < total.length; to += 1) {
    let highest = -Infinity;
    let source = 0;
    for (let from = 0; from < total.length; from += 1) {
      const reached = total[from]! - cost * (to - from) * (to - from);
      if (reached <= highest) continue;
      highest = reached;
      source = from;
    }
    next[to] = highest;
    back[at + to] = source;
  }
}
