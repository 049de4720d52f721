import type { AutomationLane, StripEntry } from '../project/document.ts';

/** What the mixer needs of a track: a `Track` without its session and storage parts. */
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

/** Peak and mean square of one block, a pair a track (left, right) and the master's. */
export interface MixMeters {
  readonly peak: Float32Array;
  readonly meanSquare: Float32Array;
  readonly gainReductionDb: Float32Array;
}

/** Frames the mixer takes at a time; everything that renders starts on a multiple of it, so that pieces null with the whole. */
export const MIX_BLOCK = 128;

/**
 * `new Mixer(sampleRate)` in `mixer.ts` implements this; worklet and mixdown use the same class.
 * Stereo out; a mono track feeds both sides. Pan is a balance with 0 dB at the centre, so an untouched mix sums to the recording.
 */
export interface MixerLike {
  /**
   * Takes effect at the next block, click-free (smoothed gains); keeps the state of strips that stay. Tracks, strips and
   * lanes are compared by identity: one that is the same object as before counts as unchanged.
   */
  configure(settings: MixSettings): void;
  /**
   * Mixes one block of MIX_BLOCK frames at `position` (samples of the project, a multiple of MIX_BLOCK).
   * `inputs[i]` is track i's planar block (1 or 2 channels), or null where it is silent. Overwrites `left` and `right`.
   */
  process(
    position: number,
    inputs: readonly (readonly Float32Array[] | null)[],
    left: Float32Array,
    right: Float32Array,
  ): void;
  /** Forgets all filter, detector and smoothing state: before a seek's pre-roll. */
  reset(): void;
  readonly meters: MixMeters;
}
