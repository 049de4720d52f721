import type { Fitting } from '../../src-shared/project/fitting.ts';
import type { StripEntry } from '../../src-shared/project/strip-entry.ts';

/** Messages between the window and the worklet of a sound input. Audio is sent as transferred buffers. */

export const LIVE_PROCESSOR = 'divisi-live';

export interface LiveOptions {
  readonly stems: number;
  /** Samples of one block of the input. */
  readonly block: number;
  /**
   * Samples between a moment's input and its turn at the output, without the limiter; the block's stems have to be
   * there by then.
   */
  readonly turnaround: number;
  /** Samples to which the turnaround may grow: each dropout lengthens it a little. */
  readonly mostTurnaround: number;
}

export type ToLiveWorklet =
  | { readonly type: 'stems'; readonly block: number; readonly stems: readonly Float32Array[] }
  /** Linear, one a stem. */
  | { readonly type: 'gains'; readonly gains: readonly number[] }
  | { readonly type: 'strip'; readonly entries: readonly StripEntry[] }
  | { readonly type: 'fitting'; readonly fitting: Fitting | null }
  /** Goes back to the turnaround of the start. */
  | { readonly type: 'shorten' }
  /** Plays `sequence` instead of the stems, and records the input from its first sample on. */
  | { readonly type: 'measure'; readonly sequence: Float32Array; readonly record: number };

export type FromLiveWorklet =
  | { readonly type: 'block'; readonly block: number; readonly samples: Float32Array<ArrayBuffer> }
  | { readonly type: 'status'; readonly status: LiveStatus }
  | { readonly type: 'measured'; readonly recorded: Float32Array<ArrayBuffer> };

export interface LiveStatus {
  /** Blocks whose stems were not there in time. */
  readonly dropouts: number;
  /** In samples; longer than at the start if there were dropouts. */
  readonly turnaround: number;
  /** Blocks that were heard or lost so far. */
  readonly blocks: number;
  /** The least time in samples that stems arrived before their turn, since the last status; null without any. */
  readonly margin: number | null;
  /** Peak of the input, then of each stem behind its fader, since the last status; linear. */
  readonly peaks: readonly number[];
}
