import { roundToGrid } from '../../../src-shared/dsp/quantise.ts';
import type { EditFade } from './crossfade.ts';
import type { StemBlocks, StemEstimates } from './rewrite.ts';

/** Indices of stems in a ring: each takes the sound of the next one, and the last the sound of the first. */
export type Cycle = readonly number[];

/**
 * Exchanges the sounds of stems in one block: two stems are swapped by a cycle of two. What a stem gains,
 * w·(sound of the next - own sound), is rounded to the grid, and the last stem of a cycle gives what the others
 * gained: the sum of the stems, and so the rest, stays bit for bit.
 * @param rest takes part where a cycle has the number of stems as an index; it follows from the stems, so it has no
 * estimate
 * @param gridBits of the stored stems, or null for floats, where nothing is rounded
 */
export function exchanged(
  before: StemBlocks,
  rest: readonly Float32Array[],
  start: number,
  cycles: readonly Cycle[],
  fade: EditFade,
  gridBits: number | null,
): StemEstimates {
  const after: (readonly (Float32Array | Float64Array)[])[] = [...before];
  for (const cycle of cycles) {
    const sounds = cycle.map((index) => before[index] ?? rest);
    const gains = rest.map((_, channel) =>
      gainsOf(
        sounds.map((sound) => sound[channel]!),
        (n, difference) => {
          const moved = fade.weight(start + n) * difference;
          return gridBits === null ? moved : roundToGrid(moved, gridBits);
        },
      ),
    );
    for (const [place, index] of cycle.entries()) {
      if (index === before.length) continue;
      after[index] = sounds[place]!.map((samples, channel) =>
        Float64Array.from(samples, (value, n) => value + gains[channel]![place]![n]!),
      );
    }
  }
  return after;
}

/**
 * What each stem of a cycle gains in one channel; the gains sum to zero.
 * @param movedOf what moves of the difference to the next sound, at a sample of the block
 */
function gainsOf(
  sounds: readonly Float32Array[],
  movedOf: (n: number, difference: number) => number,
): Float64Array[] {
  const gains = sounds
    .slice(0, -1)
    .map((own, place) => Float64Array.from(own, (value, n) => movedOf(n, sounds[place + 1]![n]! - value)));
  const last = Float64Array.from(sounds[0]!, (_, n) => -gains.reduce((sum, gain) => sum + gain[n]!, 0));
  return [...gains, last];
}

/**
 * The cycles of a permutation.
 * @param sounds for each index, the index of the stem whose sound it takes; an index that is missing keeps its own
 * @returns null unless every stem that takes a sound also gives its own to one of them
 */
export function cyclesOf(sounds: ReadonlyMap<number, number>): Cycle[] | null {
  const takers = new Set(sounds.keys());
  const givers = new Set(sounds.values());
  if (takers.size !== givers.size || ![...takers].every((index) => givers.has(index))) return null;
  const cycles: number[][] = [];
  const seen = new Set<number>();
  for (const first of takers) {
    const cycle: number[] = [];
    for (let at = first; !seen.has(at); at = sounds.get(at) ?? at) {
      seen.add(at);
      cycle.push(at);
    }
    if (cycle.length > 1) cycles.push(cycle);
  }
  return cycles;
}
