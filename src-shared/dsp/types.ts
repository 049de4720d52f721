import type { AutomationLane, StripEntry } from '../project/document.ts';

/** Declares one knob; controls, automation, presets and screen-reader texts follow from it. */
export interface ParameterSpec {
  readonly id: string;
  readonly label: string;
  readonly unit: 'dB' | 'Hz' | 'ms' | ':1' | 'Q' | '';
  readonly min: number;
  readonly max: number;
  /** How a control maps its travel onto the range; `fader`: dB along `levels.ts`' fader, fine around 0 dB. */
  readonly taper: 'linear' | 'log' | 'fader';
  readonly default: number;
  /** Named integer values (a filter's slope or type), in order from `min`. */
  readonly choices?: readonly string[];
}

/** A strip processor: what `{processor, version, params, bypassed}` in a strip names. */
export interface ProcessorSpec {
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly parameters: readonly ParameterSpec[];
  create(sampleRate: number, channels: number): ProcessorInstance;
  /** Magnitude response in dB at `hz`, for processors that are filters; the panel draws it. */
  response?(params: Readonly<Record<string, number>>, sampleRate: number, hz: number): number;
}

/** No latency, no allocation in `process`; parameters are smoothed or interpolated inside. */
export interface ProcessorInstance {
  /** In place, planar, `frames` samples (at most 128) of each channel. */
  process(channels: readonly Float32Array[], frames: number, params: Readonly<Record<string, number>>): void;
  /** Forgets all state, as before the first sample. */
  reset(): void;
  /** Gain reduction of the last block in dB (0 or below); 0 for processors without one. */
  readonly gainReductionDb: number;
}

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
  /** Takes effect at the next block, click-free (smoothed gains); keeps the state of strips that stay. */
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
