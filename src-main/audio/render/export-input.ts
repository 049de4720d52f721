import type { BitDepth } from '../../../src-shared/contract/audio.ts';
import type {
  ExportFormat,
  ExportMetadata,
  ExportParts,
  ExportRegion,
  FileLoudness,
  LoudnessGoal,
} from '../../../src-shared/contract/export.ts';
import type { AudioFile } from '../read/pcm.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';

/** The sound of an export. */
export interface ExportSound {
  readonly document: ProjectDocument;
  /** By stem id. */
  readonly stems: Readonly<Record<string, AudioFile>>;
  /** The recording, for the exact rest of integer exports. */
  readonly recording: AudioFile;
  /** Paths of the impulse responses that are there, by id. */
  readonly impulses: Readonly<Record<string, string>>;
  readonly parts: ExportParts;
  /** The whole project if empty. */
  readonly regions: readonly ExportRegion[];
  readonly format: ExportFormat;
  /** Of WAV and FLAC. */
  readonly bitDepth: BitDepth;
  readonly sampleRate: number;
}

export interface ExportInput extends ExportSound {
  /** Of MP3 and Opus, in kbit/s. */
  readonly kbps: number;
  /** 0 or below, for everything: what Failure `audio/clips` asks for. */
  readonly gainDb: number;
  readonly loudness: LoudnessGoal | null;
  /** Levels of the mix where they were measured before; otherwise a goal measures them first. */
  readonly measured: { readonly integratedLufs: number | null; readonly truePeakDbtp: number | null } | null;
  readonly clipping: 'refuse' | 'allow';
  /** The recording's title. */
  readonly title: string;
  readonly template: string;
  /** `YYYY-MM-DD`, for names. */
  readonly today: string;
  readonly metadata: ExportMetadata;
  /** Path of a JPEG or PNG file. */
  readonly cover: string | null;
  /** A folder; files are written then renamed, an existing name gets a number. */
  readonly folder: string;
  /** Name without extension of an export of one file; null to fill the template. */
  readonly fileName: string | null;
  /** Overwrite existing files. */
  readonly overwrite: boolean;
  /** The program's version, which project files for other programs state. */
  readonly version: string;
}

export interface ExportedFile {
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  /** Null for separated tracks and for files that are not audio. */
  readonly loudness: FileLoudness | null;
  /** Of separated tracks, what moved to the rest. */
  readonly clippedSamples: number;
}

export interface ExportResult {
  readonly files: readonly ExportedFile[];
  /** What the loudness goal came to; 0 without one. */
  readonly goalGainDb: number;
}
