/** How samples are stored. The contract names the same formats; handle any format added there here too. */
type SampleFormat = 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';

/**
 * The bits of a sample format whose values lie on a grid of 2^-(bits-1) that 32-bit float holds exactly
 * up to twice full scale, or null: floats have no grid, and 32-bit integers do not fit one.
 */
export function gridBits(format: SampleFormat): 8 | 16 | 24 | null {
  switch (format) {
    case 'u8':
      return 8;
    case 's16':
      return 16;
    case 's24':
      return 24;
    case 's32':
    case 'f32':
    case 'f64':
      return null;
  }
}

/** Nearest multiple of 2^-(bits-1); halves go up. Exact in float32 for |value| <= 2 and bits <= 24. */
export function roundToGrid(value: number, bits: number): number {
  const scale = 2 ** (bits - 1);
  return Math.round(value * scale) / scale + 0; // + 0 turns a rounded -0 into 0
}

/** Stored stems and rest stay within twice full scale, where 24 bits are exact in float32. */
export const STORED_LIMIT = 2;

/**
 * Computes stems and a rest that sum to the recording, one channel at a time.
 *
 * With `bits`, stems are rounded to the recording's grid and clamped to twice full scale, and `rest` =
 * recording - Σ stems is exact: adding stems and rest (in float64, or in float32 while partial sums stay
 * within twice full scale) gives the recording bit for bit. Where the rest itself would exceed twice full
 * scale, the excess goes back to the stems, in order. Without `bits` (float recordings) the rest is the
 * difference in float64 rounded once to float32: the null is 2^-24 (-144 dBFS) or better while the rest is
 * within twice full scale.
 *
 * @param recording `n` samples in [-1, 1] if `bits` is given
 * @param estimates one array of `n` samples per stem, any finite values
 * @param stems written, as many as `estimates`
 * @param rest written
 */
export function splitExactly(
  recording: Float32Array,
  estimates: readonly (Float32Array | Float64Array)[],
  bits: number | null,
  stems: readonly Float32Array[],
  rest: Float32Array,
): void {
  if (stems.length !== estimates.length) throw new Error('as many stems as estimates are written');
  const left = scratchOf(recording.length);
  left.set(recording);
  const scale = bits === null ? null : 2 ** (bits - 1);
  for (const [k, stem] of stems.entries()) take(left, estimates[k]!, scale, stem);
  rest.set(left);
  if (scale !== null) giveBack(stems, left, rest);
}

let scratch = new Float64Array(0);

/** Kept between calls, because there is one for every frame of every channel. */
function scratchOf(length: number): Float64Array {
  if (scratch.length < length) scratch = new Float64Array(length);
  return scratch.subarray(0, length);
}

/** Rounds an estimate into its stem and takes that from what is left. */
function take(
  left: Float64Array,
  estimate: Float32Array | Float64Array,
  scale: number | null,
  stem: Float32Array,
): void {
  for (let n = 0; n < left.length; n += 1) {
    const value = estimate[n]!;
    // As roundToGrid does, without its power of two for every sample.
    stem[n] =
      scale === null ? value : clamp(Math.round(value * scale) / scale + 0, -STORED_LIMIT, STORED_LIMIT);
    left[n]! -= stem[n]!;
  }
}

export interface DepthResult {
  /** Stem samples that exceeded the depth's range and were clamped; the rest absorbs the difference. */
  readonly clippedStems: number;
  /** Samples where the rest was clamped too: there, stems and rest do not sum to the recording. */
  readonly clippedRest: number;
}

/**
 * Rounds stems to an integer depth and recomputes the rest there: stems plus rest equal the recording rounded
 * to the same depth. In place, one channel at a time.
 *
 * @param recording `n` samples; @param stems `n` samples each; @param rest overwritten
 */
export function splitAtDepth(
  recording: Float32Array,
  stems: readonly Float32Array[],
  rest: Float32Array,
  bits: 16 | 24,
): DepthResult {
  const highest = 1 - 2 ** (1 - bits);
  let clippedStems = 0;
  let clippedRest = 0;
  for (let n = 0; n < recording.length; n += 1) {
    let left = clamp(roundToGrid(recording[n]!, bits), -1, highest);
    for (const stem of stems) {
      const rounded = roundToGrid(stem[n]!, bits);
      stem[n] = clamp(rounded, -1, highest);
      if (stem[n] !== rounded) clippedStems += 1;
      left -= stem[n]!;
    }
    rest[n] = clamp(left, -1, highest);
    if (rest[n] !== left) clippedRest += 1;
  }
  return { clippedStems, clippedRest };
}

/**
 * Moves what the rest can't hold within twice full scale to the stems, in order and each within the same range.
 * @param left the recording minus the stems
 * @param rest overwritten where `left` exceeds the range
 */
export function giveBack(stems: readonly Float32Array[], left: Float64Array, rest: Float32Array): void {
  for (let n = 0; n < left.length; n += 1) {
    const value = left[n]!;
    if (!(Math.abs(value) > STORED_LIMIT)) continue;
    let excess = value - clamp(value, -STORED_LIMIT, STORED_LIMIT);
    const kept = value - excess;
    for (const stem of stems) {
      const moved = clamp(stem[n]! + excess, -STORED_LIMIT, STORED_LIMIT);
      excess -= moved - stem[n]!;
      stem[n] = moved;
    }
    rest[n] = kept + excess;
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
