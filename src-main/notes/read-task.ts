import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ScoreSummary } from '../../src-shared/project/alignment.ts';
import { playersOf } from './match-parts.ts';
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
  const { format, title, versions, notices } = await readScore(bytes);
  const score = versions[0]?.score;
  if (score === undefined) throw new Error('a score has at least one version');
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
    versions: versions.map(({ repeats, score: { measures } }) => ({ repeats, bars: measures.length })),
    players: playersOf(score.parts),
    notices: [...notices],
  };
}
