import type { TaskContext } from '../../../src-shared/contract/task-context.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { RegionShape } from '../../../src-shared/dsp/region/shapes.ts';
import { join } from 'node:path';
import { openPcm } from '../../audio/read/open.ts';
import { Passage } from '../../audio/read/passage.ts';
import type { PcmReader } from '../../audio/read/pcm.ts';
import { createPcmWriter } from '../../audio/write/writer.ts';
import { EditFade, type EditRange } from './crossfade.ts';
import { SHORT_FADE_SECONDS } from './fades.ts';
import { movedSound } from './move.ts';
import { RegionReader } from './region-reader.ts';

/** What a move of sound would make, for listening: no stem is changed. */
export interface PreviewEditInput {
  /** Files of the stems. */
  readonly source: string;
  readonly target: string;
  readonly share: number;
  readonly gridBits: number | null;
  /** Samples of the stems: what the edit would alter. */
  readonly range: EditRange;
  readonly selection: readonly RegionShape[];
  /** What to render. */
  readonly heard: EditRange;
  /** An existing folder. */
  readonly outDir: string;
}

/** The files that a preview writes: the selected sound alone, and both stems as they would be. */
export const PREVIEWED = ['sound', 'source', 'target'] as const;
export type Previewed = (typeof PREVIEWED)[number];

export const previewPath = (outDir: string, what: Previewed): string => join(outDir, `${what}.wav`);

const BLOCK_FRAMES = 1 << 15;

/** @throws Failure `file/*`, `disk/*`, `call/cancelled` */
export async function runPreviewEdit(
  input: PreviewEditInput,
  { signal, progress }: TaskContext<never>,
): Promise<{ readonly channels: number; readonly sampleRate: number }> {
  const source = await openPcm(input.source);
  try {
    const target = await openPcm(input.target);
    try {
      await render(input, source, target, signal, (done) => progress({ done, phase: 'editing' }));
      return { channels: source.channels, sampleRate: source.sampleRate };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function render(
  { share, gridBits, range, selection, heard, outDir }: PreviewEditInput,
  source: PcmReader,
  target: PcmReader,
  signal: AbortSignal,
  onDone: (share: number) => void,
): Promise<void> {
  const { sampleRate, channels, frames } = source;
  const fade = new EditFade(range, Math.round(SHORT_FADE_SECONDS * sampleRate), frames);
  const [from, to] = [new Passage(source, 0, frames), new Passage(target, 0, frames)];
  const { reach } = fade;
  const sound = new RegionReader(from, selection, fade);
  const paths = PREVIEWED.map((what) => previewPath(outDir, what));
  const writers = [];
  try {
    for (const path of paths) {
      writers.push(await createPcmWriter(path, { sampleRate, channels, sampleFormat: 'f32' }));
    }
    for (let at = heard.from; at < heard.to;) {
      if (signal.aborted) throw new Failure('call/cancelled', 'The preview was cancelled');
      // Blocks end where the edit begins and ends, because the sound is read from there on.
      const next = [reach.from, reach.to, heard.to].find((end) => end > at) ?? heard.to;
      const count = Math.min(BLOCK_FRAMES, next - at, heard.to - at);
      const before = [await from.read(at, count), await to.read(at, count)];
      const isEdited = at >= reach.from && at < reach.to;
      const part = isEdited
        ? await sound.read(count)
        : Array.from({ length: channels }, () => new Float64Array(count));
      const after = movedSound(before, part, at, { source: 0, target: 1, share }, fade, gridBits);
      const alone = part.map((samples) => samples.map((value, n) => value * fade.weight(at + n)));
      for (const [index, block] of [alone, ...after].entries()) {
        await writers[index]?.write(block.map((samples) => Float32Array.from(samples)));
      }
      at += count;
      onDone((at - heard.from) / (heard.to - heard.from));
    }
    for (const writer of writers) await writer.finish();
  } catch (error) {
    for (const writer of writers) await writer.abort();
    throw error;
  }
}
