import type { Peak } from './peaks.ts';
import type { Place } from './place.ts';

/** A player to whom a line can belong. */
export interface LinePlayer {
  /** Index of the player's kind; only their lines distinguish players of one kind. */
  readonly kind: number;
  /** MIDI pitch around which such a player plays, and the spread, in semitones. */
  readonly centre: number;
  readonly spread: number;
  /** Where the player sits; null or absent while unknown. */
  readonly place?: Place | null;
}

/** The current state of a player's line. */
export interface Line {
  readonly pitch: number;
  /** Frames since it sounded; 0 while it does. */
  readonly age: number;
}

/** Costs of lines, as negative log-likelihoods: the first seven apply per frame, the others once. */
export interface StreamCosts {
  /** Mass at which a peak is equally likely to be spurious; a peak of mass 1 gains ln(1 / least). */
  readonly least: number;
  /** For deviating from the player's register by one spread. */
  readonly register: number;
  /** For coming from beside the player's place by one spread. */
  readonly place: number;
  /** For a peak that the model attributes to another kind e times more strongly. */
  readonly kind: number;
  /** For a player above an earlier one of the same kind. */
  readonly crossing: number;
  /** For two players on one peak, one of which gains nothing. */
  readonly unison: number;
  /** For a semitone of glide. */
  readonly drift: number;
  /** For starting a note, and for each semitone from the previous note up to `farthest`. */
  readonly change: number;
  readonly interval: number;
  readonly farthest: number;
  /** Frames after which the weight of a player's last note has decayed to 1/e. */
  readonly memory: number;
  /** For a line's first note; a third of it for continuing after a gap. */
  readonly enter: number;
}

/**
 * Chosen on real-select: URMP 12 and Bach10 01, 03, 05, beside rendered string scenes of the validation split;
 * `place` on the same, by two coincident microphones in a simulated room.
 */
export const COSTS: StreamCosts = {
  least: 0.12,
  register: 0.05,
  place: 0.12,
  kind: 0.33,
  crossing: 0.3,
  unison: 0.1,
  drift: 0.3,
  change: 0.8,
  interval: 0.1,
  farthest: 14,
  memory: 20,
  enter: 0.8,
};

/** A pitch within this distance of a line continues its note. */
export const HOLD_SEMITONES = 0.75;
/** Spreads beyond which a distance says no more: reflections make outliers. */
const FARTHEST_SPREADS = 3;
/** Of a peak's mass; the model is never surer of a kind than this. */
const LEAST_SHARE = 0.02;

/** A peak's gain, whoever plays it; 0 or below. */
export const gainOf = ({ mass }: Peak, { least }: StreamCosts): number =>
  Math.min(0, Math.log(least / Math.min(1, mass)));

/** Spreads between a peak and the player's place, squared; 0 while either is unknown. */
function besidePlace({ place }: Peak, { place: own }: LinePlayer): number {
  if (place === null || own == null) return 0;
  return Math.min(FARTHEST_SPREADS, Math.abs(place - own.centre) / own.spread) ** 2;
}

/**
 * Costs of assigning a peak to each player, regardless of the lines so far. The place says whose a peak is, not
 * whether it sounds, so the player closest to it pays nothing for the distance.
 */
export function emissionCosts(peak: Peak, players: readonly LinePlayer[], costs: StreamCosts): number[] {
  const beside = players.map((player) => besidePlace(peak, player));
  const nearest = Math.min(...beside);
  return players.map((player, at) => emissionCost(peak, player, beside[at]! - nearest, costs));
}

/** @param beside how much further from the player's place than from the nearest player's, in squared spreads */
function emissionCost(peak: Peak, player: LinePlayer, beside: number, costs: StreamCosts): number {
  const share = Math.max(LEAST_SHARE, peak.byKind[player.kind]! / peak.mass);
  const unlikely =
    costs.register * ((peak.pitch - player.centre) / player.spread) ** 2 -
    costs.kind * Math.log(share) +
    costs.place * beside;
  return Math.log(costs.least / Math.min(1, peak.mass)) + Math.min(1, peak.mass) * unlikely;
}

/** Cost of moving a line to a pitch. */
export function transitionCost(line: Line | null, pitch: number, costs: StreamCosts): number {
  if (line === null) return costs.enter;
  const leap = Math.abs(pitch - line.pitch);
  if (leap < HOLD_SEMITONES) return costs.drift * leap + (line.age > 0 ? costs.enter / 3 : 0);
  return costs.change + costs.interval * Math.min(costs.farthest, leap) * Math.exp(-line.age / costs.memory);
}
