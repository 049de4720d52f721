import type { Group, Room } from '../project/buses.ts';
import type { AutomationLane } from '../project/automation-lane.ts';
import type { Envelope } from '../project/envelope.ts';
import type { Fitting } from '../project/fitting.ts';
import type { StripEntry } from '../project/strip-entry.ts';

/** The part of a `Track` that the mixer needs, without session and storage fields. */
export interface MixTrack {
  readonly id: string;
  readonly gainDb: number;
  readonly pan: number;
  readonly muted: boolean;
  readonly soloed: boolean;
  readonly strip: readonly StripEntry[];
  readonly automation: readonly AutomationLane[];
  /** The id of its group, if it has one. */
  readonly group: string | null;
  /** Levels of the sends to the rooms, taken after fader and pan. */
  readonly sendsDb: readonly number[];
  /** Acts before the strip. */
  readonly envelope: Envelope | null;
}

/** What the tracks are mixed into; what is absent does nothing. */
export interface MixBuses {
  readonly groups?: readonly Group[];
  readonly rooms?: readonly Room[];
  readonly masterAutomation?: readonly AutomationLane[];
  readonly masterStrip?: readonly StripEntry[];
  /** For a listener's ears, after the master's strip. While it is not bypassed, the limiter is on. */
  readonly fitting?: Fitting | null;
  readonly limiter?: StripEntry;
}

export interface MixSettings extends MixBuses {
  readonly tracks: readonly MixTrack[];
  readonly masterGainDb: number;
}

/** What the last block of a track was on its way through the mixer; of the master, `left` and `right` are the sum. */
export interface MixTap {
  /** 1 or 2 channels. */
  readonly afterStrip: readonly Float32Array[];
  /** After fader and pan. */
  readonly left: Float64Array;
  readonly right: Float64Array;
}

/** Peak and mean square of one block: a (left, right) pair for each track and for the master. */
export interface MixMeters {
  readonly peak: Float32Array;
  readonly meanSquare: Float32Array;
  /** For each track and for the master. */
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
  /** How many frames the output is late: a whole number of blocks. Only a simulated loss, also a bypassed one, changes it. */
  readonly latency: number;
  /**
   * Takes one block of MIX_BLOCK frames at `position` (samples of the project, a multiple of MIX_BLOCK) and gives the
   * mix of the block that began `latency` frames earlier. `inputs[i]` is track i's planar block (1 or 2 channels), or
   * null for silence. Overwrites `left` and `right`.
   */
  process(
    position: number,
    inputs: readonly (readonly Float32Array[] | null)[],
    left: Float32Array,
    right: Float32Array,
  ): void;
  /** The samples of an impulse response that a room names by this id; a room is silent until it is given. */
  setImpulse(id: string, channels: readonly Float32Array[]): void;
  /** Clears all filter, detector and smoothing state; call it before a seek's pre-roll. */
  reset(): void;
  readonly meters: MixMeters;
  /** Valid until the next block; after the tracks comes the master; undefined where there is no such track. */
  tap(track: number): MixTap | undefined;
}
