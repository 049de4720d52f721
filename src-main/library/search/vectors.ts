import { VECTOR_LENGTH } from '../../../src-shared/contract/item-schemas.ts';

export const VECTOR_BYTES = 4 * VECTOR_LENGTH;

/** How far a vector's length may be from 1: what rounding to 32 bits and a model's own normalisation leave. */
const UNIT_TOLERANCE = 1e-3;

/**
 * A model's vector as it is stored and compared: zeros fill a shorter one up, which changes no angle.
 * @throws Error for one that is longer, or no direction: the models' own answers are checked before
 */
export function requireVector(vector: Float32Array): Float32Array {
  if (vector.length > VECTOR_LENGTH) {
    throw new Error(`a vector has at most ${VECTOR_LENGTH} values, not ${vector.length}`);
  }
  const length = Math.hypot(...vector);
  // Written so that a value that is no number fails too.
  if (!(Math.abs(length - 1) <= UNIT_TOLERANCE)) throw new Error(`a vector's length is 1, not ${length}`);
  const whole = new Float32Array(VECTOR_LENGTH);
  whole.set(vector);
  return whole;
}

/**
 * 1 − cos of the angle between two vectors of 32-bit floats as they lie in BLOBs, 0 to 2; of any length but 0.
 * As sqlite-vec's `vec_distance_cosine`, for where that is missing.
 */
export function cosineDistance(a: Uint8Array, b: Uint8Array): number {
  const left = floatsOf(a, SCRATCH_A);
  const right = floatsOf(b, SCRATCH_B);
  let dot = 0;
  let leftPower = 0;
  let rightPower = 0;
  for (let at = 0; at < VECTOR_LENGTH; at += 1) {
    const x = left[at] ?? 0;
    const y = right[at] ?? 0;
    dot += x * y;
    leftPower += x * x;
    rightPower += y * y;
  }
  return Math.min(2, Math.max(0, 1 - dot / Math.sqrt(leftPower * rightPower)));
}

const SCRATCH_A = new Float32Array(VECTOR_LENGTH);
const SCRATCH_B = new Float32Array(VECTOR_LENGTH);

/** A BLOB lies anywhere in memory; floats only where 4 divides the address. Little-endian, as every platform of ours. */
function floatsOf(bytes: Uint8Array, scratch: Float32Array): Float32Array {
  if (bytes.length !== VECTOR_BYTES)
    throw new Error(`a vector has ${VECTOR_BYTES} bytes, not ${bytes.length}`);
  new Uint8Array(scratch.buffer).set(bytes);
  return scratch;
}
