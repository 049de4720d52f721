/** One fundamental detected in one frame. */
export interface Peak {
  /** MIDI pitch with a fraction. */
  readonly pitch: number;
  /** Probability summed over all players; above 1 if several are detected on it. */
  readonly mass: number;
  /** The same summed over the players of each kind. */
  readonly byKind: readonly number[];
  /** Level difference between two channels in dB; null if there are not two. */
  readonly place: number | null;
}

/** Candidates to either side that belong to a peak: half a semitone at 48 an octave, as far as vibrato spreads a frame. */
const REACH = 2;

function massAround(values: Float32Array | Float64Array, centre: number): number {
  let sum = 0;
  for (let k = Math.max(0, centre - REACH); k <= Math.min(values.length - 1, centre + REACH); k += 1) {
    sum += values[k]!;
  }
  return sum;
}

/**
 * The local maxima of the fundamentals detected in one frame, over all players, most probable first.
 * @param posteriors of the fundamentals, summed over the players of each kind: [kind][candidate]
 * @param pitches MIDI pitch of each candidate
 * @param least minimum mass of a peak
 * @param placed the level difference between two channels at a pitch's partials
 */
export function peaksOf(
  posteriors: readonly Float32Array[],
  pitches: Float64Array,
  least: number,
  placed: (pitch: number) => number | null = () => null,
): Peak[] {
  const pooled = pitches.map((_, k) => posteriors.reduce((sum, kind) => sum + kind[k]!, 0));
  const masses = pooled.map((_, k) => massAround(pooled, k));
  const isTop = (k: number): boolean => {
    for (let d = 1; d <= REACH; d += 1) {
      if (masses[k]! < (masses[k + d] ?? 0) || masses[k]! <= (masses[k - d] ?? 0)) return false;
    }
    return true;
  };
  const peaks: Peak[] = [];
  for (const [k, mass] of masses.entries()) {
    if (mass < least || !isTop(k)) continue;
    let pitch = 0;
    for (let j = Math.max(0, k - REACH); j <= Math.min(masses.length - 1, k + REACH); j += 1) {
      pitch += (pooled[j]! * pitches[j]!) / mass;
    }
    peaks.push({ pitch, mass, byKind: posteriors.map((kind) => massAround(kind, k)), place: placed(pitch) });
  }
  return peaks.sort((a, b) => b.mass - a.mass);
}
