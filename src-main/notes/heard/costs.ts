import type { Peak } from './peaks.ts';

/** Whom a line can belong to. */
export interface LinePlayer {
  /** Index of the players' kind: what tells players of one kind apart is their lines alone. */
  readonly kind: number;
  /** MIDI pitch around which such a player plays, and the spread, in semitones. */
  readonly centre: number;
  readonly spread: number;
}

/** Where a player's line is. */
export interface Line {
  readonly pitch: number;
  /** Frames since it sounded; 0 while it does. */
  readonly age: number;
}

/** What lines cost, as negative log-likelihoods: the first six a frame, the others once. */
export interface StreamCosts {
  /** Mass at which a peak is as likely to be nobody's; a peak of mass 1 gains ln(1 / least). */
  readonly least: number;
  /** Of a deviation from the player's register by its spread. */
  readonly register: number;
  /** Of a peak that the model hears in e times more of another kind. */
  readonly kind: number;
  /** Of a player above an earlier one of the same kind. */
  readonly crossing: number;
  /** Of two players on one peak, of which one gains nothing. */
  readonly unison: number;
  /** Of a semitone of glide. */
  readonly drift: number;
  /** Of beginning a note, and of each semitone from the note before up to `farthest`. */
  readonly change: number;
  readonly interval: number;
  readonly farthest: number;
  /** Frames after which a player's last note counts 1/e. */
  readonly memory: number;
  /** Of a line's first note; a third of it for going on after a gap. */
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

/** A pitch so close to a line's continues its note. */
export const HOLD_SEMITONES = 0.75;
/** Of a peak's mass; the model is never surer of a kind than this. */
const LEAST_SHARE = 0.02;

/** What a peak gains whoever plays it, 0 or below. */
export const gainOf = ({ mass }: Peak, { least }: StreamCosts): number =>
  Math.min(0, Math.log(least / Math.min(1, mass)));

/** What it costs that this player plays a peak, whatever the line before. */
export function emissionCost(peak: Peak, player: LinePlayer, costs: StreamCosts): number {
  const share = Math.max(LEAST_SHARE, peak.byKind[player.kind]! / peak.mass);
  const unlikely =
    costs.register * ((peak.pitch - player.centre) / player.spread) ** 2 - costs.kind * Math.log(share);
  return Math.log(costs.least / Math.min(1, peak.mass)) + Math.min(1, peak.mass) * unlikely;
}

/** What it costs to go to a pitch from where the line is. */
export function transitionCost(line: Line | null, pitch: number, costs: StreamCosts): number {
  if (line === null) return costs.enter;
  const leap = Math.abs(pitch - line.pitch);
  if (leap < HOLD_SEMITONES) return costs.drift * leap + (line.age > 0 ? costs.enter / 3 : 0);
  return costs.change + costs.interval * Math.min(costs.farthest, leap) * Math.exp(-line.age / costs.memory);
}
