import type { Fitting } from '../../src-shared/project/fitting.ts';
import type { StripEntry } from '../../src-shared/project/strip-entry.ts';

/** Messages of the worklet of a sound input. Audio is sent as transferred buffers. */

export const LIVE_PROCESSOR = 'divisi-live';

export interface LiveOptions {
  readonly stems: number;
  /** Samples of one block of the input. */
  readonly block: number;
  /** The least and the most samples between the end of a block and its turn, by which its stems have to be there. */
  readonly least: number;
  readonly most: number;
  /** Samples at the start in which nothing is played and nothing counts: programs are compiled, memory grows. */
  readonly warmUp: number;
  /** Samples after the warm-up in which nothing is played, and the time that stems need is measured. */
  readonly trial: number;
}

/** Blocks go to whoever separates them, and stems come back, on a port of their own that passes by the window. */
export interface LineToWorklet {
  readonly type: 'line';
  readonly port: MessagePort;
}

/** Sent on the line. */
export interface BlockMessage {
  readonly type: 'block';
  readonly block: number;
  readonly samples: Float32Array<ArrayBuffer>;
}

/** Answered on the line. */
export interface StemsMessage {
  readonly type: 'stems';
  readonly block: number;
  readonly stems: readonly Float32Array[];
}

export type ToLiveWorklet =
  | StemsMessage
  /** Linear, one a stem. */
  | { readonly type: 'gains'; readonly gains: readonly number[] }
  | { readonly type: 'strip'; readonly entries: readonly StripEntry[] }
  | { readonly type: 'fitting'; readonly fitting: Fitting | null }
  /** Plays `sequence` instead of the stems, and records the input from its first sample on. */
  | { readonly type: 'measure'; readonly sequence: Float32Array; readonly record: number };

export type FromLiveWorklet =
  | BlockMessage
  | { readonly type: 'status'; readonly status: LiveStatus }
  | { readonly type: 'measured'; readonly recorded: Float32Array<ArrayBuffer> };

export interface LiveStatus {
  /** False during warm-up and trial. */
  readonly isPlaying: boolean;
  /** Blocks whose stems were not there in time. */
  readonly dropouts: number;
  /** Samples between a moment's input and its turn at the output, without fitting and limiter. */
  readonly turnaround: number;
  /** Peak of the input, then of each stem behind its fader, since the last status; linear. */
  readonly peaks: readonly number[];
}
