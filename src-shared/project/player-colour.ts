import type { Ensemble, Player } from './players.ts';
import type { Stem } from '../contract/separation.ts';

/** How many colours of the theme are for players; the one after them is neutral, for the rest. */
const PLAYER_COLOURS = 10;
const REST_COLOUR = PLAYER_COLOURS;

/** A player's colour on every page, as an index into the theme's colours: by place in the ensemble. */
export function playerColour(players: Ensemble, player: Pick<Player, 'id'>): number {
  const index = players.findIndex(({ id }) => id === player.id);
  return index < 0 ? REST_COLOUR : index % PLAYER_COLOURS;
}

/**
 * The colour of a stem: its player's; of several players that share it, the first one's.
 * @param index the stem's place, which decides for stems of no declared player
 */
export function stemColour(
  players: Ensemble,
  stem: Pick<Stem, 'name' | 'instrument' | 'isRest'>,
  index: number,
): number {
  if (stem.isRest) return REST_COLOUR;
  const player =
    players.find(({ id }) => id === stem.name) ??
    players.find(({ instrument }) => instrument === stem.instrument);
  return player === undefined ? index % PLAYER_COLOURS : playerColour(players, player);
}
