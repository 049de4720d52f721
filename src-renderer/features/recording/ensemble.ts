import { ensembleOf, isSeparable } from '../../../src-shared/project/players.ts';
import type { Ensemble, Player, DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { LANGUAGES, wordsIn } from '../../../src-shared/words/language.ts';
import type { Words } from '../../../src-shared/words/en/index.ts';
import { playerColour } from '../../../src-shared/project/player-colour.ts';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import { words } from '../../words/words.ts';

/** Edits of a list of players; ids and numbers follow from the order, labels that the user wrote stay. */

export const MOST_PLAYERS = 16;

interface Draft {
  readonly instrument: DeclaredInstrument;
  /** Null where the label is the one that Divisi gave. */
  readonly ownLabel: string | null;
}

/** The players with the labels that Divisi gives in one language: `Violin 1`, `Violin 2`, `Cello`. */
function labelled(
  instruments: readonly DeclaredInstrument[],
  { title, numbered }: Words['instruments'],
): Ensemble {
  return ensembleOf([...instruments]).map((player) => {
    const number = /-(\d+)$/.exec(player.id)?.[1];
    const name = title(player.instrument);
    return { ...player, label: number === undefined ? name : numbered(name, Number(number)) };
  });
}

/** The same in the window's language. */
export const namedEnsemble = (instruments: readonly DeclaredInstrument[]): Ensemble =>
  labelled(instruments, words().instruments);

/** A label that Divisi gave, in whatever language, follows the instrument and the window's language; others stay. */
function drafts(players: Ensemble): Draft[] {
  const instruments = players.map((player) => player.instrument);
  const given = LANGUAGES.map((language) => labelled(instruments, wordsIn(language).instruments));
  return players.map((player, index) => ({
    instrument: player.instrument,
    ownLabel: given.some((ensemble) => ensemble[index]?.label === player.label) ? null : player.label,
  }));
}

function build(list: readonly Draft[]): Ensemble {
  return namedEnsemble(list.map((draft) => draft.instrument)).map((player, index) => {
    const ownLabel = list[index]?.ownLabel ?? null;
    return ownLabel === null ? player : { ...player, label: ownLabel };
  });
}

export function addPlayer(players: Ensemble, instrument: DeclaredInstrument): Ensemble {
  if (players.length >= MOST_PLAYERS) return players;
  return build([...drafts(players), { instrument, ownLabel: null }]);
}

export function removePlayer(players: Ensemble, index: number): Ensemble {
  return build(drafts(players).filter((_, at) => at !== index));
}

/** Swaps with the neighbour above (-1) or below (+1); at the ends nothing happens. */
export function movePlayer(players: Ensemble, index: number, by: -1 | 1): Ensemble {
  const list = drafts(players);
  const [a, b] = [list[index], list[index + by]];
  if (a === undefined || b === undefined) return players;
  list[index] = b;
  list[index + by] = a;
  return build(list);
}

/** Another instrument takes a label of its own. */
export function setInstrument(players: Ensemble, index: number, instrument: DeclaredInstrument): Ensemble {
  return build(drafts(players).map((draft, at) => (at === index ? { instrument, ownLabel: null } : draft)));
}

/** An empty label goes back to the one that Divisi gives. */
export function setLabel(players: Ensemble, index: number, label: string): Ensemble {
  const text = label.trim().slice(0, 80);
  return build(
    drafts(players).map((draft, at) =>
      at === index ? { ...draft, ownLabel: text === '' ? null : text } : draft,
    ),
  );
}

/** What becomes of one player with this model. */
export type Fate =
  | { readonly kind: 'stem' }
  /** The model can't tell so many of one instrument apart: they share one stem. */
  | { readonly kind: 'shared'; readonly count: number }
  | { readonly kind: 'rest' };

export function fateOf(player: Player, players: Ensemble, model: ModelInfo | null): Fate {
  if (!isSeparable(player.instrument)) return { kind: 'rest' };
  if (model === null) return { kind: 'stem' };
  if (model.classes.length > 0 && !model.classes.includes(player.instrument)) return { kind: 'rest' };
  const same = players.filter((other) => other.instrument === player.instrument).length;
  return same > model.playersPerClass ? { kind: 'shared', count: same } : { kind: 'stem' };
}

/** Whether these are a preset's players under the labels that Divisi gives them. */
export const isPreset = (players: Ensemble, instruments: readonly DeclaredInstrument[]): boolean =>
  LANGUAGES.some((language) => sameEnsemble(players, labelled(instruments, wordsIn(language).instruments)));

/** Two ensembles of the same instruments in the same order with the same labels. */
export function sameEnsemble(a: Ensemble, b: Ensemble): boolean {
  return (
    a.length === b.length &&
    a.every((player, index) => player.id === b[index]?.id && player.label === b[index].label)
  );
}

/** The theme's colour of a player's track; null for those of the rest. */
export function trackColourOf(
  player: Player,
  players: Ensemble,
  model: ModelInfo | null,
): `--track-${number}` | null {
  return fateOf(player, players, model).kind === 'rest' ? null : `--track-${playerColour(players, player)}`;
}
