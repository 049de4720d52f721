import type { Note } from './notes.ts';
import { isSeparable, type DeclaredInstrument, type Ensemble, type Player } from './players.ts';

type Told = readonly Pick<Note, 'player' | 'origin'>[];

/** Separators take each of these for the other where one of them is there twice. */
const ALIKE: readonly (readonly DeclaredInstrument[])[] = [['violin', 'viola']];

/**
 * Pairs of players of one instrument of whom nothing tells who is the first: they have no notes, or notes that were heard.
 * Which of two lines is called violin 1 is then a convention, however well the lines are told apart. Three and more share
 * a stem.
 * @param notes of all players; empty if the model got none
 */
export function unorderedPlayers(players: Ensemble, notes: Told): (readonly [Player, Player])[] {
  const named = namedBy(notes);
  return pairsOf(players).filter((pair) => !pair.some(({ id }) => named.has(id)));
}

/**
 * Groups of players whose stems may have each other's names: two of one instrument, and violas beside two violins, or a
 * violin beside two violas.
 * @param notes of all players; empty if the model got none
 */
export function unnamedPlayers(players: Ensemble, notes: Told): (readonly Player[])[] {
  const named = namedBy(notes);
  const hasStem = ({ instrument }: Player): boolean =>
    players.filter((player) => player.instrument === instrument).length <= 2;
  const groups = pairsOf(players).map(([{ instrument }]) => {
    const kinds = ALIKE.find((alike) => alike.includes(instrument)) ?? [instrument];
    return players.filter((player) => kinds.includes(player.instrument) && hasStem(player));
  });
  // Two violins and two violas are one group.
  const byFirst = new Map(groups.map((group) => [group[0]?.id, group]));
  return [...byFirst.values()]
    .map((group) => group.filter(({ id }) => !named.has(id)))
    .filter((group) => group.length > 1);
}

/** Players who have notes that a score or a person gave them. */
const namedBy = (notes: Told): ReadonlySet<string> =>
  new Set(notes.filter(({ origin }) => origin !== 'heard').map(({ player }) => player));

/** The instruments that two of the players have. */
function pairsOf(players: Ensemble): (readonly [Player, Player])[] {
  const instruments = new Set(players.map(({ instrument }) => instrument).filter(isSeparable));
  return [...instruments].flatMap((instrument) => {
    const [first, second, ...others] = players.filter((player) => player.instrument === instrument);
    return first === undefined || second === undefined || others.length > 0 ? [] : [[first, second] as const];
  });
}
