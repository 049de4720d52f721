import { Failure } from '../../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../../src-shared/contract/task-context.ts';
import { openPcm } from '../read/open.ts';
import { createPeaksWriter } from './peaks.ts';

export interface PeaksInput {
  readonly files: readonly { readonly audioPath: string; readonly peaksPath: string }[];
}

export interface PeaksResult {
  readonly files: number;
}

const BLOCK_FRAMES = 1 << 16;

/**
 * Draws the waveforms of files that are there already: the stems of a separation.
 * @throws Failure as `openPcm` and `createPeaksWriter` do, `call/cancelled`
 */
export async function runPeaks(input: PeaksInput, context: TaskContext<never>): Promise<PeaksResult> {
  for (const [index, { audioPath, peaksPath }] of input.files.entries()) {
    const reader = await openPcm(audioPath);
    try {
      const writer = await createPeaksWriter(peaksPath, reader.channels);
      try {
        for (let from = 0; from < reader.frames; from += BLOCK_FRAMES) {
          if (context.signal.aborted) throw new Failure('call/cancelled', 'Cancelled');
          writer.push(await reader.read(from, BLOCK_FRAMES));
          await writer.flush();
          const done = (index + Math.min(1, (from + BLOCK_FRAMES) / reader.frames)) / input.files.length;
          context.progress({ done, phase: 'drawing waveforms' });
        }
        await writer.finish();
      } catch (error) {
        await writer.abort();
        throw error;
      }
    } finally {
      await reader.close();
    }
  }
  return { files: input.files.length };
}
