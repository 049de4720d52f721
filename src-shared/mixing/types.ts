import type { AutomationLane, StripEntry } from '../project/document.ts';

/** The part of a `Track` that the mixer needs, without session and storage fields. */
export interface MixTrack {
  readonly id: string;
  readonly gainDb: number;
  readonly pan: number;
  readonly muted: boolean;
  readonly soloed: boolean;
  readonly strip: readonly StripEntry[];
  readonly automation: readonly AutomationLane[];
}

export interface MixSettings {
  readonly tracks: readonly MixTrack[];
  readonly masterGainDb: number;
}

/** Peak and mean square of one block: a (left, right) pair for each track and for the master. */
export interface MixMeters {
  readonly peak: Float32Array;
  readonly meanSquare: Float32Array;
  readonly gainReductionDb: Float32Array;
}

/**
 * Frames per mixer block. Everything that renders starts on a multiple of it, so that sections null against the
 * whole.
 */
export const MIX_BLOCK = 128;

/**
 * Implemented by `new Mixer(sampleRate)` in `mixer.ts`; the worklet and the mixdown use the same class. The output is
 * stereo, and a mono track feeds both sides. Pan is a balance with 0 dB at the centre, so an untouched mix sums to
 * the recording.
 */
export interface MixerLike {
  /**
   * Takes effect at the next block without clicks (gains are smoothed) and keeps the state of strips that stay.
   * Tracks, strips and lanes are compared by identity: the same object counts as unchanged.
   */
  configure(settings: MixSettings): void;
  /**
   * Mixes one block of MIX_BLOCK frames at `position` (samples of the project, a multiple of MIX_BLOCK). `inputs[i]`
   * is track i's planar block (1 or 2 channels), or null for silence. Overwrites `left` and `right`.
   */
  process(
    position: number,
    inputs: readonly (readonly Float32Array[] | null)[],
    left: Float32Array,
    right: Float32Array,
  ): void;
  /** Clears all filter, detector and smoothing state; call it before a seek's pre-roll. */
  reset(): void;
  readonly meters: MixMeters;
}
