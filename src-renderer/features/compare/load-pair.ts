import type { ReadySeparation } from '../../../src-shared/contract/separation.ts';
import { fetchPcm } from '../../api/media.ts';
import { figuresOf, planesOf, type PairFigures, type Planes } from './figures.ts';
import type { Passage, StemPair } from './pairs.ts';

export type Sides = readonly [ReadySeparation, ReadySeparation];

export interface LoadedPair {
  readonly sounds: readonly [Planes, Planes];
  readonly figures: PairFigures;
}

/**
 * Fetches the passage of one player's stem from both separations and measures it.
 * @param passage in samples of the recording, inside both separations
 * @throws Failure as `fetchPcm`
 */
export async function loadPair(
  sides: Sides,
  { of: stems }: StemPair,
  { from, to }: Passage,
  signal: AbortSignal,
): Promise<LoadedPair> {
  const load = async (side: 0 | 1): Promise<Planes> => {
    const { id, channels } = stems[side];
    const frames = to - from;
    const interleaved = await fetchPcm(id, from - sides[side].from, frames, channels, signal);
    return planesOf(interleaved, channels, frames);
  };
  const sounds = [await load(0), await load(1)] as const;
  return { sounds, figures: await figuresOf(sounds, stems[0].sampleRate, signal) };
}
