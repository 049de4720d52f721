import type { ProjectDocument } from '../../src-shared/project/document.ts';

/** One audio file a render reads. */
export interface AudioFile {
  readonly path: string;
  readonly channelMap: readonly number[];
}

export interface ExportInput {
  readonly document: ProjectDocument;
  /** By stem id. */
  readonly stems: Readonly<Record<string, AudioFile>>;
  /** The recording, for the exact rest of integer exports. */
  readonly recording: AudioFile;
  readonly what: 'mix' | 'stems';
  readonly stemsAs: 'separated' | 'treated';
  readonly format: 'wav' | 'flac';
  readonly bitDepth: '16' | '24' | '32f';
  readonly sampleRate: number;
  readonly range: { readonly start: number; readonly end: number } | null;
  /** A folder; files are written then renamed, an existing name gets a number. */
  readonly folder: string;
  /** File name without extension of a mix; stems are named after their tracks. */
  readonly name: string;
  /** Overwrite exactly `folder/name.format` (the command line's `--out`). */
  readonly overwrite: boolean;
}

export interface ExportResult {
  readonly files: readonly {
    readonly path: string;
    readonly name: string;
    readonly bytes: number;
    readonly clippedSamples: number;
  }[];
  readonly integratedLufs: number | null;
  readonly truePeakDbtp: number | null;
}
