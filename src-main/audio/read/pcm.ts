import type { SampleFormat } from '../../../src-shared/contract/audio.ts';
import type { ProgrammeLoudness } from '../../../src-shared/dsp/loudness.ts';

/** Audio by its path, and which of the file's channels it is. */
export interface AudioFile {
  readonly path: string;
  readonly channelMap: readonly number[];
}

export interface PcmInfo {
  readonly sampleRate: number;
  readonly channels: number;
  readonly frames: number;
  /** How the samples are stored; integer formats have a quantisation grid of 2^-(bits-1). */
  readonly sampleFormat: SampleFormat;
}

/** Random access to PCM: the sources, the working copies and the stems. Uses only the memory of the requested block. */
export interface PcmReader extends PcmInfo {
  /**
   * Planar float32 in [-1, 1) for integers, as stored for floats: one array a channel, exact for up to 24 bits.
   * `from` and `count` are in frames; frames past the end are omitted.
   * @param spent an earlier answer that is no longer needed; a reader may put the samples into its arrays
   * @throws Failure `file/truncated`, `file/unreadable`
   */
  read(from: number, count: number, spent?: readonly Float32Array[]): Promise<Float32Array[]>;
  close(): Promise<void>;
}

/** Writes PCM front to back; nothing is visible under the final name before `finish`. */
export interface PcmWriter {
  /** Planar, one array a channel, equal lengths. Integer formats are rounded, not dithered; out of range clips and is counted. */
  write(channels: readonly Float32Array[]): Promise<void>;
  /** Flushes the written data to the disk, so that it survives a killed process. */
  sync(): Promise<void>;
  /**
   * Completes headers, syncs, renames to the final name.
   * @param loudness of the whole file, which formats with a place for it store
   */
  finish(loudness?: ProgrammeLoudness | null): Promise<{ bytes: number; clippedSamples: number }>;
  /** Removes what was written. */
  abort(): Promise<void>;
}

/** A writer whose unfinished file another run can resume, and another process can read in the meantime. */
export interface ResumablePcmWriter extends PcmWriter {
  /**
   * Passes the written data to the operating system, so that readers of `PATH.part` see it. Does not survive
   * a power cut.
   */
  flush(): Promise<void>;
  /** Closes and leaves the part for a later `resumeAtFrame`; what was not synced may be missing. Safe to call twice and after a failure. */
  suspend(): Promise<void>;
}

export interface PcmWriterOptions {
  readonly sampleRate: number;
  readonly channels: number;
  readonly sampleFormat: 's16' | 's24' | 'f32';
  /**
   * Resumes after this many frames of an unfinished file at the same path (`PATH.part`); the rest of it is
   * truncated.
   */
  readonly resumeAtFrame?: number;
  /** A write that fails (a full disk) leaves `PATH.part`, so that a later run can resume it; otherwise it is removed. */
  readonly keepPartOnFailure?: boolean;
}
