import type { Peak } from './peaks.ts';

/** A player to whom a line can belong. */
export interface LinePlayer {
  /** Index of the player's kind; only their lines distinguish players of one kind. */
  readonly kind: number;
  /** MIDI pitch around which such a player plays, and the spread, in semitones. */
  readonly centre: number;
  readonly spread: number;
}

/** The current state of a player's line. */
export interface Line {
  readonly pitch: number;
  /** Frames since it sounded; 0 while it does. */
  readonly age: number;
}

/** Costs of lines, as negative log-likelihoods: the first six apply per frame, the others once. */
export interface StreamCosts {
  /** Mass at which a peak is equally likely to be spurious; a peak of mass 1 gains ln(1 / least). */
  readonly least: number;
  /** For deviating from the player's register by one spread. */
  readonly register: number;
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

/** Chosen on real-select: URMP 12 and Bach10 01, 03, 05, beside rendered string scenes of the validation split. */
export const COSTS: StreamCosts = {
  least: 0.12,
  register: 0.05,
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
/** Of a peak's mass; the model is never surer of a kind than this. */
const LEAST_SHARE = 0.02;

/** A peak's gain, whoever plays it; 0 or below. */
export const gainOf = ({ mass }: Peak, { least }: StreamCosts): number =>
  Math.min(0, Math.log(least / Math.min(1, mass)));

/** Cost of assigning a peak to this player, regardless of the line so far. */
export function emissionCost(peak: Peak, player: LinePlayer, costs: StreamCosts): number {
  const share = Math.max(LEAST_SHARE, peak.byKind[player.kind]! / peak.mass);
  const unlikely =
    costs.register * ((peak.pitch - player.centre) / player.spread) ** 2 - costs.kind * Math.log(share);
  return Math.log(costs.least / Math.min(1, peak.mass)) + Math.min(1, peak.mass) * unlikely;
}

/** Cost of moving a line to a pitch. */
export function transitionCost(line: Line | null, pitch: number, costs: StreamCosts): number {
  if (line === null) return costs.enter;
  const leap = Math.abs(pitch - line.pitch);
  if (leap < HOLD_SEMITONES) return costs.drift * leap + (line.age > 0 ? costs.enter / 3 : 0);
  return costs.change + costs.interval * Math.min(costs.farthest, leap) * Math.exp(-line.age / costs.memory);
}
