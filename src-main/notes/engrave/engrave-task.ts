import { readFile } from 'node:fs/promises';
import { engrave, type Engraving } from './engrave.ts';

export interface EngraveInput {
  readonly scorePath: string;
  /** The first page, from 0. */
  readonly first: number;
  readonly count: number;
}

/**
 * Engraves pages of a score; the whole work of the engraving process, which may be killed where a score takes too long.
 * @throws Failure as `readScore`
 */
export async function runEngrave({ scorePath, first, count }: EngraveInput): Promise<Engraving> {
  return engrave(await readFile(scorePath), first, count);
}
