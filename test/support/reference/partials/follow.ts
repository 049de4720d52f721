import type { Fundamental } from '../../../../src-main/separation/partials/follow.ts';
import { firstBin, LOBE_BINS, REACH, writeLobe, type Support } from './lobe.ts';

/** Candidates for the deviation from a note's pitch: every `STEP_CENTS` up to `REACH_CENTS` to either side. */
const REACH_CENTS = 100;
const STEP_CENTS = 5;
const CANDIDATES = (2 * REACH_CENTS) / STEP_CENTS + 1;
/** Candidates for the relative deviation of the fundamental within a window. */
const SPREADS = [0, 0.003, 0.006, 0.01, 0.016];
/** Partials by which a fundamental is followed. */
const FOLLOWED = 12;
/** Weight of each of these partials relative to the one below. */
const DECAY = 0.9;
const FIT_WEIGHT = 40;
/** Cost of the square of one candidate's step from frame to frame, relative to `FIT_WEIGHT`. */
const STEP_COST = 0.02;

/** [frames, bins]: the square root of a player's magnitudes while a note may sound. */
export interface Roots {
  readonly data: Float64Array;
  readonly frames: number;
  readonly bins: number;
}

/** What `Follower` computes, in plain TypeScript: its bytes must be the same. */
export function followNote(roots: Roots, pitch: number, binHz: number): Fundamental | null {
  const fundamentals = Float64Array.from({ length: CANDIDATES }, (_, c) => {
    const cents = c * STEP_CENTS - REACH_CENTS;
    return 440 * 2 ** ((pitch - 69) / 12 + cents / 1200);
  });
  const highest = ((roots.bins - REACH - 2) * binHz) / fundamentals[CANDIDATES - 1]!;
  const partials = Math.floor(Math.min(FOLLOWED, highest));
  if (partials < 1) return null;
  const fits = SPREADS.map((spread) => fitsOf(roots, fundamentals, spread, partials, binHz));
  const norms = normsOf(roots, fundamentals, partials, binHz);
  for (const fit of fits) divide(fit, norms);
  const best = new Float64Array(roots.frames * CANDIDATES);
  for (let at = 0; at < best.length; at += 1) best[at] = highestOf(fits, at);
  const path = bestPath(best, roots.frames);
  const hertz = new Float64Array(roots.frames);
  const spread = new Float64Array(roots.frames);
  for (const [frame, candidate] of path.entries()) {
    hertz[frame] = fundamentals[candidate]!;
    const at = frame * CANDIDATES + candidate;
    spread[frame] = SPREADS[fits.findIndex((fit) => fit[at] === best[at])]!;
  }
  addGlide(hertz, spread);
  return { hertz, spread };
}

function highestOf(fits: readonly Float64Array[], at: number): number {
  let highest = -Infinity;
  for (const fit of fits) highest = Math.max(highest, fit[at]!);
  return highest;
}

/** [frames, candidates]: how well the candidates' partials of one spread match each frame. */
function fitsOf(
  roots: Roots,
  fundamentals: Float64Array,
  spread: number,
  partials: number,
  binHz: number,
): Float64Array {
  const { data, frames, bins } = roots;
  const out = new Float64Array(frames * CANDIDATES);
  const shape = new Float64Array(LOBE_BINS);
  const support = { from: 0, to: 0 };
  for (const [candidate, hertz] of fundamentals.entries()) {
    for (let h = 1; h <= partials; h += 1) {
      const position = (h * hertz) / binHz;
      writeLobe(position, spread, bins, shape, 0, support);
      toUnitNorm(shape, support, DECAY ** h);
      addMatches(data, frames, bins, firstBin(position), shape, support, out, candidate);
    }
  }
  return out;
}

/** The shape in the square root of magnitudes, of the given norm. */
function toUnitNorm(shape: Float64Array, { from, to }: Support, norm: number): void {
  let sum = 0;
  for (let n = from; n < to; n += 1) {
    const root = Math.sqrt(Math.sqrt(shape[n]!));
    shape[n] = root;
    sum += root * root;
  }
  const scale = norm / Math.sqrt(sum);
  for (let n = from; n < to; n += 1) shape[n]! *= scale;
}

function addMatches(
  data: Float64Array,
  frames: number,
  bins: number,
  first: number,
  shape: Float64Array,
  { from, to }: Support,
  out: Float64Array,
  candidate: number,
): void {
  for (let frame = 0; frame < frames; frame += 1) {
    const at = frame * bins + first;
    let sum = 0;
    for (let n = from; n < to; n += 1) sum += shape[n]! * data[at + n]!;
    out[frame * CANDIDATES + candidate]! += sum;
  }
}

/** Of each frame: the weighted norms of what lies around the partials of all candidates. */
function normsOf(
  { data, frames, bins }: Roots,
  fundamentals: Float64Array,
  partials: number,
  binHz: number,
): Float64Array {
  const norms = new Float64Array(frames);
  for (let h = 1; h <= partials; h += 1) {
    const low = Math.max(0, firstBin((h * fundamentals[0]!) / binHz));
    const high = firstBin((h * fundamentals[CANDIDATES - 1]!) / binHz) + LOBE_BINS;
    const weight = DECAY ** h;
    for (let frame = 0; frame < frames; frame += 1) {
      norms[frame]! += weight * normOf(data, frame * bins + low, frame * bins + high);
    }
  }
  return norms;
}

function normOf(data: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let at = from; at < to; at += 1) sum += data[at]! * data[at]!;
  return Math.sqrt(sum);
}

function divide(fit: Float64Array, norms: Float64Array): void {
  for (let at = 0; at < fit.length; at += 1) {
    const norm = norms[Math.floor(at / CANDIDATES)]!;
    fit[at] = norm > 0 ? (FIT_WEIGHT * fit[at]!) / norm : 0;
  }
}

/** @param best [frames, candidates] @returns the candidate of each frame */
function bestPath(best: Float64Array, frames: number): Int32Array {
  const back = new Int32Array(frames * CANDIDATES);
  let total = best.slice(0, CANDIDATES);
  let next = new Float64Array(CANDIDATES);
  for (let frame = 1; frame < frames; frame += 1) {
    step(total, best, frame * CANDIDATES, next, back);
    [total, next] = [next, total];
  }
  const path = new Int32Array(frames);
  let candidate = 0;
  for (let c = 1; c < CANDIDATES; c += 1) if (total[c]! > total[candidate]!) candidate = c;
  for (let frame = frames - 1; frame >= 0; frame -= 1) {
    path[frame] = candidate;
    candidate = back[frame * CANDIDATES + candidate]!;
  }
  return path;
}

function step(
  total: Float64Array,
  best: Float64Array,
  at: number,
  next: Float64Array,
  back: Int32Array,
): void {
  for (let to = 0; to < CANDIDATES; to += 1) {
    let highest = -Infinity;
    let source = 0;
    for (let from = 0; from < CANDIDATES; from += 1) {
      const reached = total[from]! - STEP_COST * (to - from) * (to - from);
      if (reached <= highest) continue;
      highest = reached;
      source = from;
    }
    next[to] = highest + best[at + to]!;
    back[at + to] = source;
  }
}

/** A fundamental that moves from frame to frame also moves within the window. */
function addGlide(hertz: Float64Array, spread: Float64Array): void {
  const last = hertz.length - 1;
  for (let frame = 0; frame <= last; frame += 1) {
    const from = Math.max(0, frame - 1);
    const to = Math.min(last, frame + 1);
    if (to === from) continue;
    const perFrame = Math.abs(hertz[to]! - hertz[from]!) / (to - from);
    spread[frame] = Math.hypot(spread[frame]!, perFrame / hertz[frame]!);
  }
}
