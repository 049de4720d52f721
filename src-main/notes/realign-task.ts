import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { TaskContext } from '../../src-shared/contract/task-context.ts';
import { repeatsOf, type AlignmentReport, type BarAnchor } from '../../src-shared/project/alignment.ts';
import type { Realigned } from '../../src-shared/project/realignment.ts';
import { openPcm } from '../audio/read/open.ts';
import { Passage } from '../audio/read/passage.ts';
import type { AudioFile } from '../audio/read/pcm.ts';
import { measureBands } from './align/bands.ts';
import { chosenPerformance } from './choose-repeats.ts';
import { readScore } from './read-score.ts';
import { realign, spanAround, tuningOf } from './realign.ts';

export interface RealignInput {
  readonly audio: AudioFile;
  readonly scorePath: string;
  readonly report: AlignmentReport;
  /** The bar whose pin was set, moved or removed. */
  readonly bar: number;
  /** Every pin that there is now. */
  readonly anchors: readonly BarAnchor[];
}

/** Seconds of the recording before and after the span. */
const ROOM_SECONDS = 0.5;

/**
 * Aligns the bars around a pin again: reads a few seconds of the recording, whatever its length; the whole work of the
 * process.
 * @throws Failure `notes/does-not-fit`, `call/invalid`, `score/*`, of the audio, or `call/cancelled`
 */
export async function runRealign(input: RealignInput, context: TaskContext<never>): Promise<Realigned> {
  const { report, anchors } = input;
  const bytes = await readFile(input.scorePath);
  if (createHash('sha256').update(bytes).digest('hex') !== report.scoreSha256) {
    throw new Failure('call/invalid', 'The score is not the one that was aligned: align it again first');
  }
  const { score } = chosenPerformance(await readScore(bytes), repeatsOf(report));
  const span = spanAround(report, input.bar, anchors);
  const reader = await openPcm(input.audio.path, { channelMap: input.audio.channelMap });
  try {
    const { sampleRate, frames } = reader;
    const samples = [...span.lines, ...span.fixed.map(({ sample }) => sample)];
    const room = Math.round(ROOM_SECONDS * sampleRate);
    const from = Math.max(0, Math.min(...samples) - room);
    const to = Math.min(frames, Math.max(...samples) + room);
    const { cents } = tuningOf(report.tuningHz);
    const bands = await measureBands(new Passage(reader, from, to - from), cents, {
      signal: context.signal,
      onProgress: (done) => context.progress({ done: 0.8 * done, phase: 'listening' }),
    });
    return {
      ...realign(score, report, span, { bands, from, sampleRate, frames }),
      anchors: [...anchors],
    };
  } finally {
    await reader.close();
  }
}
