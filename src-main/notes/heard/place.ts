/**
 * Where players sit, heard as the level difference between two channels: positive where the first channel is
 * louder, in dB.
 */
export interface Place {
  readonly centre: number;
  /** Standard deviation of the player's notes. */
  readonly spread: number;
}

/** A note with the level difference that was measured on its partials. */
export interface PlacedNote {
  /** Index of the player. */
  readonly player: number;
  /** In frames. */
  readonly from: number;
  readonly to: number;
  /** In dB; null if unknown. */
  readonly place: number | null;
}

const PARTIALS = 10;
/** Partials that are weaker than the strongest one by more than this (30 dB in power) are noise. */
const LEAST_POWER = 1e-3;
/** In dB: a channel that is silent says no more than one that is this much weaker. */
const MOST_DB = 20;
/** In dB: reflections move even the notes of one player by this much. */
const LEAST_SPREAD_DB = 1;
const ROUNDS = 8;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The level difference between the channels at a fundamental's partials: the median, because other players'
 * partials coincide with some of them.
 * @param pair of one frame: |L|², |R|² and two more numbers of each bin, flat
 * @param fundamental in bins
 * @returns dB, within ±20; null if no partial sounds
 */
export function placeAt(pair: Float32Array, fundamental: number): number | null {
  const bins = pair.length / 4;
  const partials: { readonly left: number; readonly right: number }[] = [];
  for (let h = 1; h <= PARTIALS; h += 1) {
    const bin = Math.round(h * fundamental);
    if (bin + 1 >= bins) break;
    let left = 0;
    let right = 0;
    for (let k = Math.max(0, bin - 1); k <= bin + 1; k += 1) {
      left += pair[4 * k]!;
      right += pair[4 * k + 1]!;
    }
    partials.push({ left, right });
  }
  const least = LEAST_POWER * partials.reduce((most, { left, right }) => Math.max(most, left + right), 0);
  const heard = partials.filter(({ left, right }) => left + right > least);
  if (heard.length === 0) return null;
  const decibels = heard.map(({ left, right }) => 10 * Math.log10(left / right));
  return median(decibels.map((value) => Math.max(-MOST_DB, Math.min(MOST_DB, value))));
}

interface Weighted {
  readonly place: number;
  readonly weight: number;
}

function meanOf(notes: readonly Weighted[]): number | null {
  const weight = notes.reduce((sum, note) => sum + note.weight, 0);
  return weight === 0 ? null : notes.reduce((sum, note) => sum + note.place * note.weight, 0) / weight;
}

/**
 * Estimates where the players sit from notes that may be in the wrong player's line: k-means over the notes'
 * places, weighted by duration and starting from the lines' means, so that every player keeps the cluster
 * closest to their line.
 * @returns null for players without placed notes
 */
export function placesOf(notes: readonly PlacedNote[], players: number): (Place | null)[] {
  const placed = notes.flatMap(({ player, from, to, place }) =>
    place === null ? [] : [{ player, place, weight: to - from }],
  );
  let centres = Array.from({ length: players }, (_, player) =>
    meanOf(placed.filter((note) => note.player === player)),
  );
  const distance = (place: number, player: number): number => Math.abs(place - (centres[player] ?? Infinity));
  const nearest = (place: number): number =>
    centres.reduce<number>(
      (best, _, player) => (distance(place, player) < distance(place, best) ? player : best),
      0,
    );
  for (let round = 0; round < ROUNDS; round += 1) {
    const owners = placed.map(({ place }) => nearest(place));
    centres = centres.map(
      (centre, player) => meanOf(placed.filter((_, note) => owners[note] === player)) ?? centre,
    );
  }
  const squares = placed.map(({ place, weight }) => ({
    place: distance(place, nearest(place)) ** 2,
    weight,
  }));
  const spread = Math.max(LEAST_SPREAD_DB, Math.sqrt(meanOf(squares) ?? 0));
  return centres.map((centre) => (centre === null ? null : { centre, spread }));
}
