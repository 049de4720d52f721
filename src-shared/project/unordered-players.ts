import type { Note } from './notes.ts';
import { isSeparable, type Ensemble, type Player } from './players.ts';

/**
 * Pairs of players of one instrument of whom nothing tells who is the first: they have no notes, or notes that were heard.
 * Which of two lines is called violin 1 is then a convention, however well the lines are told apart. Three and more share
 * a stem.
 * @param notes of all players; empty if the model got none
 */
export function unorderedPlayers(
  players: Ensemble,
  notes: readonly Pick<Note, 'player' | 'origin'>[],
): (readonly [Player, Player])[] {
  const named = new Set(notes.filter(({ origin }) => origin !== 'heard').map(({ player }) => player));
  const instruments = new Set(players.map(({ instrument }) => instrument).filter(isSeparable));
  return [...instruments].flatMap((instrument) => {
    const [first, second, ...others] = players.filter((player) => player.instrument === instrument);
    if (first === undefined || second === undefined || others.length > 0) return [];
    return named.has(first.id) || named.has(second.id) ? [] : [[first, second] as const];
  });
}
