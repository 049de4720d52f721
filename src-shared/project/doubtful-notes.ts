import type { Note } from './notes.ts';

/** Of heard notes below this, about a quarter are another player's. */
const DOUBTFUL = 0.8;

/** Whether a note may well be another player's. */
export const isDoubtful = ({ playerConfidence }: Pick<Note, 'playerConfidence'>): boolean =>
  playerConfidence !== undefined && playerConfidence < DOUBTFUL;
