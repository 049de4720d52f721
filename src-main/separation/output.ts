import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFailure } from '../../src-shared/contract/failure.ts';
import { writeFailure } from '../audio/read/file-errors.ts';
import type { PcmInfo, ResumablePcmWriter } from '../audio/read/pcm.ts';
import { createPcmWriter } from '../audio/write/writer.ts';
import { readProgress } from './progress-file.ts';
import type { ProgressState } from './progress-file.ts';
import type { StemBlock } from './synthesis.ts';

/**
 * Frames that are already in the files can be played during the separation; each report costs one write per
 * file.
 */
const TELL_EVERY_MS = 100;

/** The files of one separation, stems in order and the rest last, written in step. */
export interface StemOutput {
  /** The state of an earlier run, or null to start from the beginning. */
  readonly resume: ProgressState | null;
  /** Sum of squares of each file over all channels. */
  readonly squares: number[];
  readonly write: (block: StemBlock) => Promise<void>;
  /** Once this resolves, the written data survives a killed process. */
  sync(): Promise<void>;
  finish(): Promise<void>;
  /** Closes the unfinished files so that a later run can resume them. */
  suspend(): Promise<void>;
}

/**
 * @param names of the files, without extension
 * @param fingerprint of the run to resume, or null to start from the beginning
 * @param canResume whether that run's state is complete enough to resume
 * @param onReady called occasionally, and with every `sync`, with the number of final frames in all files
 * @throws Failure `disk/full`, `disk/unwritable`
 */
export async function openOutput(
  outDir: string,
  names: readonly string[],
  info: Pick<PcmInfo, 'sampleRate' | 'channels'>,
  fingerprint: string | null,
  canResume: (state: ProgressState) => boolean,
  onReady: (frames: number) => void,
): Promise<StemOutput> {
  await mkdir(outDir, { recursive: true }).catch((error: unknown) => {
    throw writeFailure(error, outDir);
  });
  const found = fingerprint === null ? null : await readProgress(outDir, fingerprint);
  const state = found !== null && canResume(found) ? found : null;
  const resumed = state === null ? null : await openWriters(outDir, names, info, state.samplesDone);
  const writers = resumed ?? (await openWriters(outDir, names, info, 0));
  if (writers === null) throw new Error('a fresh file can not be too short');
  const resume = resumed === null ? null : state;
  const squares = [...(resume?.squares ?? names.map(() => 0))];
  let written = resume?.samplesDone ?? 0;
  let told = written;
  let toldAt = -Infinity;
  const tell = (): void => {
    toldAt = performance.now();
    if (written === told) return;
    told = written;
    onReady(written);
  };
  return {
    resume,
    squares,
    async write(block) {
      for (const [index, channels] of block.entries()) {
        for (const samples of channels) {
          let sum = 0;
          for (let n = 0; n < samples.length; n += 1) sum += samples[n]! * samples[n]!;
          squares[index] = (squares[index] ?? 0) + sum;
        }
        await writers[index]?.write(channels);
      }
      written += block[0]?.[0]?.length ?? 0;
      if (performance.now() - toldAt < TELL_EVERY_MS) return;
      for (const writer of writers) await writer.flush();
      tell();
    },
    async sync() {
      for (const writer of writers) await writer.sync();
      tell();
    },
    async finish() {
      for (const writer of writers) await writer.finish();
      tell();
    },
    async suspend() {
      for (const writer of writers) await writer.suspend();
    },
  };
}

/** Null if a file has fewer than `resumeAtFrame` frames because something removed or truncated it. */
async function openWriters(
  outDir: string,
  names: readonly string[],
  info: Pick<PcmInfo, 'sampleRate' | 'channels'>,
  resumeAtFrame: number,
): Promise<ResumablePcmWriter[] | null> {
  const writers: ResumablePcmWriter[] = [];
  try {
    for (const name of names) {
      const { sampleRate, channels } = info;
      writers.push(
        await createPcmWriter(join(outDir, `${name}.wav`), {
          sampleRate,
          channels,
          sampleFormat: 'f32',
          resumeAtFrame,
          keepPartOnFailure: true,
        }),
      );
    }
    return writers;
  } catch (error) {
    for (const writer of writers) await writer.suspend();
    if (resumeAtFrame > 0 && isFailure(error) && error.code === 'file/truncated') return null;
    throw error;
  }
}
