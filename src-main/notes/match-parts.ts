import { ensembleOf, type DeclaredInstrument, type Ensemble } from '../../src-shared/project/players.ts';
import type { Score, ScorePart } from './score.ts';

/** Sounding ranges as MIDI numbers, lowest and highest that ensembles commonly play. */
const RANGES: Readonly<Partial<Record<DeclaredInstrument, readonly [number, number]>>> = {
  violin: [55, 100],
  viola: [48, 88],
  cello: [36, 81],
  'double-bass': [26, 67],
  flute: [60, 98],
  oboe: [58, 91],
  clarinet: [50, 91],
  bassoon: [34, 76],
  horn: [35, 77],
  trumpet: [52, 84],
  saxophone: [44, 87],
  voice: [40, 84],
};

/** The least share of a part's notes that must lie within a player's range where nothing else speaks for the pair. */
const LEAST_IN_RANGE = 0.7;
/** Parts that are matched: more than people declare, and few enough to look at every assignment. */
const MOST_PARTS = 16;

/**
 * Matches parts to players: by instrument if the part names one, otherwise by range; equal instruments in the
 * score's order. Parts or players may be left over. A proposal for the user to correct.
 * @returns for each part the player's id, or null
 */
export function matchParts(score: Score, players: Ensemble): (string | null)[] {
  const parts = score.parts.slice(0, MOST_PARTS);
  const pitches = parts.map((_, index) =>
    score.notes.filter(({ part }) => part === index).map(({ pitch }) => pitch),
  );
  const values = parts.map((part, index) =>
    players.map((player, at) => {
      const value = valueOf(part, pitches[index]!, player.instrument);
      // The least sum of squares keeps equals in order.
      return value === null ? null : value - 0.01 * (index - at) ** 2;
    }),
  );
  const chosen = bestAssignment(values, players.length);
  return score.parts.map((_, index) => {
    const at = chosen[index] ?? -1;
    return at < 0 ? null : players[at]!.id;
  });
}

function valueOf(part: ScorePart, pitches: readonly number[], instrument: DeclaredInstrument): number | null {
  if (part.instrument !== null) return part.instrument === instrument ? 200 : null;
  const range = RANGES[instrument];
  if (range === undefined || pitches.length === 0) return 20;
  const inside = pitches.filter((pitch) => pitch >= range[0] && pitch <= range[1]).length / pitches.length;
  if (inside < LEAST_IN_RANGE) return null;
  const median = [...pitches].sort((a, b) => a - b)[Math.floor(pitches.length / 2)]!;
  return 100 * inside - Math.abs(median - (range[0] + range[1]) / 2);
}

/** The assignment of at most one player per part with the greatest sum, by dynamic programming over sets. */
function bestAssignment(values: readonly (readonly (number | null)[])[], players: number): number[] {
  const sets = 1 << players;
  let sums = new Float64Array(sets).fill(-Infinity);
  sums[0] = 0;
  const choices: Int8Array[] = [];
  for (const row of values) {
    // Left without a player: nothing is added.
    const next = Float64Array.from(sums);
    const choice = new Int8Array(sets).fill(-1);
    for (let set = 0; set < sets; set += 1) {
      if (sums[set] === -Infinity) continue;
      for (let player = 0; player < players; player += 1) {
        const value = row[player];
        if (value === null || value === undefined || (set >> player) & 1) continue;
        const grown = set | (1 << player);
        if (sums[set]! + value > next[grown]!) {
          next[grown] = sums[set]! + value;
          choice[grown] = player;
        }
      }
    }
    choices.push(choice);
    sums = next;
  }
  let set = 0;
  for (let other = 1; other < sets; other += 1) if (sums[other]! > sums[set]!) set = other;
  const chosen: number[] = [];
  for (let part = values.length - 1; part >= 0; part -= 1) {
    const player = choices[part]![set]!;
    chosen[part] = player;
    if (player >= 0) set &= ~(1 << player);
  }
  return chosen;
}

/** The players that a score asks for; a part whose instrument is not known becomes one of `other`. */
export function playersOf(parts: readonly ScorePart[]): Ensemble {
  return ensembleOf(parts.slice(0, MOST_PARTS).map(({ instrument }) => instrument ?? 'other'));
}
