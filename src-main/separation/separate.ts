import type { Ensemble } from '../../src-shared/project/players.ts';
import type { AudioFile } from '../audio/export.ts';

export interface SeparateInput {
  readonly recording: AudioFile;
  readonly players: Ensemble;
  /** Samples of the recording, half open. */
  readonly from: number;
  readonly to: number;
  readonly modelDir: string;
  /** Tried in order; an unavailable one is passed over and told. */
  readonly providers: readonly string[];
  /** The provider, threads and runtime a resumed run is pinned to. */
  readonly pinned: SeparationPin | null;
  readonly threads: number;
  /** Stems are written here as `NAME.wav`, 32-bit float on the recording's grid. */
  readonly outDir: string;
  /** Segments an earlier run finished durably; 0 starts whole. */
  readonly segmentsDone: number;
}

/** What makes two runs give identical bytes; a resumed job that finds another pin starts again whole. */
export interface SeparationPin {
  readonly modelId: string;
  readonly modelVersion: string;
  readonly weightsSha256: string;
  readonly provider: string;
  readonly threads: number;
  readonly runtime: string;
}

export type SeparateEvent =
  | {
      readonly type: 'pinned';
      readonly pin: SeparationPin;
      readonly notes: readonly string[];
      readonly segments: number;
    }
  /** Everything up to this segment is on disk. */
  | { readonly type: 'segment'; readonly segmentsDone: number };

export interface SeparatedStem {
  readonly name: string;
  readonly label: string;
  readonly instrument: string | null;
  readonly isRest: boolean;
  readonly path: string;
  readonly rmsDbfs: number | null;
}

export interface SeparateResult {
  readonly stems: readonly SeparatedStem[];
  readonly sampleRate: number;
  readonly channels: number;
  readonly frames: number;
  readonly pin: SeparationPin;
  readonly tookSeconds: number;
  readonly notes: readonly string[];
}
