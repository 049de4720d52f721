import { HEARD, parseWhoPlays, type WhoPlays } from '../../../src-shared/batch/list.ts';
import type { BatchPreview, BatchState } from '../../../src-shared/contract/batch.ts';
import { isFailure } from '../../../src-shared/contract/failure.ts';

export interface BatchChoices {
  readonly what: 'separate' | 'import';
  readonly who: 'nobody' | 'heard' | 'these';
  /** As typed. */
  readonly players: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly force: boolean;
  readonly leaveOut: boolean;
}

export const FIRST_CHOICES: BatchChoices = {
  what: 'separate',
  who: 'heard',
  players: '',
  confidence: 0.8,
  force: false,
  leaveOut: false,
};

type Typed =
  | { readonly players: WhoPlays | null; readonly problem: null }
  | { readonly players: null; readonly problem: string };

/** Who plays where neither the list nor the library says so, or why what was typed is none. */
export function playersOf({ who, players }: Pick<BatchChoices, 'who' | 'players'>): Typed {
  if (who === 'nobody') return { players: null, problem: null };
  if (who === 'heard') return { players: HEARD, problem: null };
  try {
    return { players: parseWhoPlays(players.replaceAll(';', ',')), problem: null };
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { players: null, problem: error.message };
  }
}

/** Whether the list alone names players for some file, directly or by its score. */
export const namesPlayers = ({ files }: Pick<BatchPreview, 'files'>): boolean =>
  files.some(({ players, score }) => players !== null || score !== null);

export function canStart(preview: BatchPreview | null, choices: BatchChoices): boolean {
  if (preview === null || preview.files.length === 0 || preview.needsFolder) return false;
  if (preview.problems.length > 0 && !choices.leaveOut) return false;
  const { players, problem } = playersOf(choices);
  if (problem !== null) return false;
  return choices.what === 'import' || players !== null || namesPlayers(preview);
}

/** Whether an ended batch has files that failed or were not reached. */
export const canRetry = ({ state, counts }: BatchState): boolean =>
  state === 'cancelled' || state === 'failed' || (state === 'done' && counts.failed > 0);
