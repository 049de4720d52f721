import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ScoreSummary } from '../../src-shared/project/alignment.ts';
import { playersOf } from './match-parts.ts';
import { passagesOf } from './leave-out.ts';
import { readScore } from './read-score.ts';

export interface ReadScoreInput {
  readonly scorePath: string;
}
export type ReadScoreResult = ScoreSummary;

/**
 * Tells what a score's file holds; the whole work of the reading process, which may be killed where a score takes too long.
 * @throws Failure as `readScore`
 */
export async function runReadScore({ scorePath }: ReadScoreInput): Promise<ReadScoreResult> {
  const bytes = await readFile(scorePath);
  const { format, title, score, repeats, notices } = await readScore(bytes);
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    format,
    title,
    parts: score.parts.map(({ name, instrument }, index) => {
      const pitches = score.notes.filter(({ part }) => part === index).map(({ pitch }) => pitch);
      return {
        name,
        instrument,
        notes: pitches.length,
        lowest: pitches.reduce((a, b) => Math.min(a, b), 127),
        highest: pitches.reduce((a, b) => Math.max(a, b), 0),
      };
    }),
    bars: score.measures.length,
    passages: passagesOf(score, repeats),
    players: playersOf(score.parts),
    notices: [...notices],
  };
}
