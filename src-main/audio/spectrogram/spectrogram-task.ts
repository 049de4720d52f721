import type { TaskContext } from '../../../src-shared/contract/task-context.ts';
import { openPcm } from '../read/open.ts';
import { Passage } from '../read/passage.ts';
import { TileMaker } from './tile.ts';

export interface SpectrogramInput {
  readonly audioPath: string;
  /** Null for every channel of the file. */
  readonly channelMap: readonly number[] | null;
  readonly level: number;
  readonly indices: readonly number[];
}

/** A finished tile. */
export interface SpectrogramEvent {
  readonly index: number;
  readonly tile: Uint8Array;
}

/**
 * Computes tiles of a spectrogram and reports each as it is finished.
 * @throws Failure as `openPcm` and `TileMaker.make` do
 */
export async function runSpectrogram(
  { audioPath, channelMap, level, indices }: SpectrogramInput,
  context: TaskContext<SpectrogramEvent>,
): Promise<{ readonly tiles: number }> {
  const reader = await openPcm(audioPath, channelMap === null ? {} : { channelMap });
  try {
    const maker = new TileMaker(new Passage(reader, 0, reader.frames));
    for (const index of indices) {
      context.event({ index, tile: await maker.make(level, index, context.signal) });
    }
  } finally {
    await reader.close();
  }
  return { tiles: indices.length };
}
