import type { PcmInfo } from './pcm.ts';

export interface ImportInput {
  readonly sourcePath: string;
  readonly storage: 'reference' | 'copy';
  /** Where the library keeps this recording's working audio (used for copies and decoded sources). */
  readonly audioPath: string;
  readonly peaksPath: string;
  /** Which channels of a file with more than two. */
  readonly channels?: readonly number[];
}

export type ImportEvent =
  /** Sent as soon as the header was read; `frames` is null where only the end tells. */
  {
    readonly type: 'opened';
    readonly format: string;
    readonly info: Omit<PcmInfo, 'frames'> & { readonly frames: number | null };
  };

export interface ImportResult {
  readonly format: string;
  readonly info: PcmInfo;
  /** Lower-case hex of the source file. */
  readonly sha256: string;
  /** The file that playback, separation and the null use: the source in place, the copy or the working copy. */
  readonly audioPath: string;
  /** Channels of `audioPath` that make up the recording. */
  readonly channelMap: readonly number[];
  /** Plain sentences the user should see ("all samples are silent"). */
  readonly notes: readonly string[];
}
