import { HEARD, type WhoPlays } from '../../../src-shared/batch/list.ts';
import type { Heard } from '../../../src-shared/contract/listening.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';

export type PlayersDecision =
  | { readonly kind: 'players'; readonly players: Ensemble; readonly notes: readonly string[] }
  /** The recording has to be listened to first. */
  | { readonly kind: 'unheard' }
  /** Nobody can be declared, with the reason as one sentence. */
  | { readonly kind: 'left'; readonly reason: string };

export interface PlayersQuestion {
  /** The recording's own players. */
  readonly own: Ensemble;
  readonly heard: Heard | null;
  /** Null if neither the list nor the call says who plays. */
  readonly asked: WhoPlays | null;
  readonly replace: boolean;
  /** 0 to 1. */
  readonly confidence: number;
}

/** Who plays in a recording of a batch. A recording keeps the players it has unless they are to be replaced. */
export function decidePlayers({ own, heard, asked, replace, confidence }: PlayersQuestion): PlayersDecision {
  if (own.length > 0 && (!replace || asked === null)) {
    const differ = asked !== null && asked !== HEARD && JSON.stringify(own) !== JSON.stringify(asked);
    const names = own.map(({ label }) => label).join(', ');
    return { kind: 'players', players: own, notes: differ ? [`Its own players were kept: ${names}`] : [] };
  }
  if (asked === null) return { kind: 'left', reason: 'Nobody said who plays in it' };
  if (asked !== HEARD) return { kind: 'players', players: asked, notes: [] };
  return heard === null ? { kind: 'unheard' } : heardPlayers(heard, confidence);
}

function heardPlayers({ silent, instruments, proposal }: Heard, confidence: number): PlayersDecision {
  if (silent) return { kind: 'left', reason: 'Nothing in it is loud enough to hear who plays' };
  if (proposal.length === 0) return { kind: 'left', reason: 'No instrument is heard for long enough' };
  const probabilityOf = ({ instrument }: Ensemble[number]): number =>
    instruments.find((each) => each.instrument === instrument)?.probability ?? 0;
  const unsure = proposal.filter((player) => probabilityOf(player) < confidence);
  if (unsure.length > 0) {
    const names = unsure.map((player) => `${player.label} (${probabilityOf(player).toFixed(2)})`).join(', ');
    return { kind: 'left', reason: `Not heard with a confidence of ${confidence}: ${names}` };
  }
  const heardAs = proposal.map((player) => `${player.label} ${probabilityOf(player).toFixed(2)}`).join(', ');
  return { kind: 'players', players: proposal, notes: [`Heard, one player of each: ${heardAs}`] };
}
