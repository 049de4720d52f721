import { hasNotesIn, type Span } from './heard-passage.ts';
import type { NotesDocument } from './notes.ts';
import { isSeparable, type Ensemble, type Instrument } from './players.ts';

/**
 * Whether a model separates an ensemble better when it is given automatically transcribed notes. SI-SDR changes as follows
 * (Bach10 01, 03, 05, URMP 01 and 12, and rendered string scenes, 12 s each; ± is the standard error; of two equal players the better order counts):
 *
 * | ensembles | one channel | two channels (coincident, simulated room) |
 * | --- | --- | --- |
 * | two different instruments, 7 mixtures | -0.1 ± 0.1 dB | 0.0 ± 0.4 dB |
 * | chorales of four instruments, 3 | +0.6 ± 0.3 dB | +0.8 ± 0.3 dB |
 * | with two players of one instrument, 20 | +1.5 ± 0.5 dB | +2.7 ± 0.8 dB |
 * | violins beside violas, 13 | -1.6 ± 0.5 dB | -0.8 ± 0.7 dB |
 *
 * Two different instruments are told apart by timbre. Violins and violas are told apart only by register, and lines get
 * swapped. So the answer is the same for one channel and for two.
 */
export function isWorthHearing(players: Ensemble): boolean {
  const instruments = separable(players);
  if (instruments.includes('violin') && instruments.includes('viola')) return false;
  return instruments.length > 2 || hasEquals(instruments);
}

/**
 * Whether a separation of a passage can begin with hearing its notes: the model hears some, none are known yet, and it is
 * worth it.
 */
export function canHearFirst(
  model: { readonly hearsNotes: boolean },
  players: Ensemble,
  known: NotesDocument | null,
  passage: Span,
): boolean {
  return model.hearsNotes && isWorthHearing(players) && !hasNotesIn(known, passage);
}

/**
 * Whether hearing the notes gains so much that it is worth twice the time without being asked for: where players are
 * equal. Trios and quartets of chorales with different instruments gain 0.4 ± 0.2 and 0.8 ± 0.3 dB (12 and 3 mixtures,
 * one channel, masks sharpened by partials), and solos of three instruments that do not play together lose 1.4 ± 0.5 dB.
 */
export function isHeardByDefault(players: Ensemble): boolean {
  return isWorthHearing(players) && hasEquals(separable(players));
}

const separable = (players: Ensemble): Instrument[] =>
  players.map(({ instrument }) => instrument).filter(isSeparable);

const hasEquals = (instruments: readonly Instrument[]): boolean =>
  new Set(instruments).size < instruments.length;
