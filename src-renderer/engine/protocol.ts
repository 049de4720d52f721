import type { ProgrammeReading } from '../../src-shared/dsp/programme-meter.ts';
import type { Stretch } from '../../src-shared/dsp/stretch/stretched.ts';
import type { BandedMatrix } from '../../src-shared/hearing/loss/auditory-filter.ts';
import type { SmearingSize } from '../../src-shared/hearing/loss/smearing-matrices.ts';
import type { MixPatch } from '../../src-shared/mixing/patch.ts';
import type { MixSettings } from '../../src-shared/mixing/types.ts';

/** Messages between the window and the mix worklet. Audio is sent as transferred buffers. */

/** One streamed source of the worklet: a track's stem, or the original for comparison. */
export interface WorkletInput {
  /** 1 or 2, as stored. */
  readonly channels: number;
}

/** What is playing: the mix (a single stem is a mix with only that track), or the original instead. */
export type Monitor = 'mix' | 'original';

/** Speed and pitch are for listening only, never in an export. */
export const AS_RECORDED: Stretch = { speed: 1, keys: 0 };
export const isStretched = ({ speed, keys }: Stretch): boolean => speed !== 1 || keys !== 0;

/** Half open, in samples of the project. */
export interface FrameRange {
  readonly start: number;
  readonly end: number;
}

/** `trackInputs[i]` is the input that `settings.tracks[i]` plays. */
export interface WorkletMix {
  readonly settings: MixSettings;
  readonly trackInputs: readonly number[];
}

/** The whole mix, or the changes in it. Revisions count these messages, so that a missing one is detected. */
export type MixMessage =
  | (WorkletMix & { readonly type: 'settings'; readonly revision: number })
  | {
      readonly type: 'patch';
      readonly revision: number;
      readonly patch: MixPatch;
      /** Present if tracks were added, removed or moved. */
      readonly trackInputs?: readonly number[];
    };

export type ToWorklet =
  | MixMessage
  /** `data` is interleaved and holds whole chunks from chunk `first` on; the last of the project is zero-padded. */
  | { readonly type: 'chunks'; readonly input: number; readonly first: number; readonly data: Float32Array }
  /** Drop every chunk outside these half-open runs of chunk numbers. */
  | { readonly type: 'keep'; readonly runs: readonly (readonly [number, number])[] }
  | { readonly type: 'play'; readonly fade: boolean }
  | { readonly type: 'pause' }
  /** `preRollFrom`: where the strips begin to settle; half a second before by default. */
  | {
      readonly type: 'seek';
      readonly position: number;
      readonly generation: number;
      readonly preRollFrom?: number;
    }
  | { readonly type: 'loop'; readonly range: FrameRange | null }
  /** Which track's spectrum is looked at, by its index in the mix. */
  | { readonly type: 'tap'; readonly track: number | null }
  /** Gain on all that is heard, dB, at 0 or below; not measured. */
  | { readonly type: 'trim'; readonly db: number }
  | ({ readonly type: 'stretch' } & Stretch)
  /** The samples of an impulse response that a room names. */
  | { readonly type: 'impulse'; readonly id: string; readonly channels: readonly Float32Array[] }
  /** What a simulated loss needs, which takes too long to compute where sound is played. */
  | { readonly type: 'smearing'; readonly size: SmearingSize; readonly matrix: BandedMatrix }
  /** Starts a new measurement of the programme's loudness. */
  | { readonly type: 'restart-programme' }
  | { readonly type: 'monitor'; readonly monitor: Monitor; readonly match: boolean };

/** `priming`: strips settle before a position; `waiting`: data is late and all tracks wait together. */
export type WorkletPhase = 'stopped' | 'priming' | 'playing' | 'waiting';

export interface WorkletReport {
  readonly type: 'report';
  /** Of the last seek that was executed: older reports are stale. */
  readonly generation: number;
  readonly phase: WorkletPhase;
  /** Next frame to be heard, in samples of the project. */
  readonly position: number;
  /** The context's time at which that frame leaves the worklet, in seconds. */
  readonly time: number;
  /** How often data arrived late since the worklet started. */
  readonly underruns: number;
  /** A pair (left, right) a track in the order of the settings, then the master's; highest since the last report. */
  readonly peak: Float32Array;
  /** As `peak`: mean square since the last report. */
  readonly meanSquare: Float32Array;
  /** A track, then the master: most gain reduction since the last report, dB, 0 or below. */
  readonly gainReductionDb: Float32Array;
  /** Gain that matches the original's loudness to the mix, dB; null until enough audio was measured. */
  readonly matchDb: number | null;
  /** Short-term loudness (3 s) of the mix, LUFS; null for silence. */
  readonly mixLufs: number | null;
  /** Of the mix since `restart-programme` or the start. */
  readonly programme: ProgrammeReading;
  /** Greatest magnitude of mix minus original since the last report; null where nothing was compared. */
  readonly differencePeak: number | null;
}

/** Samples for the spectra of an equaliser's view, oldest first, `spectrumFramesFor` of each. */
export interface SpectrumInput {
  readonly track: number;
  /** The track before and after its strip. */
  readonly before: Float32Array;
  readonly after: Float32Array;
  /** Every other track as it enters the mix. */
  readonly others: readonly Float32Array[];
}

/** Some 90 ms at any rate, a power of two. */
export const spectrumFramesFor = (sampleRate: number): number => (sampleRate < 64_000 ? 4096 : 8192);

export type FromWorklet =
  | WorkletReport
  | { readonly type: 'spectrum'; readonly generation: number; readonly input: SpectrumInput }
  /** The end of the project was reached; the worklet has stopped there. */
  | { readonly type: 'ended'; readonly generation: number }
  /** A change of the mix is missing: send the whole mix again. */
  | { readonly type: 'mix-lost' };

/** `processorOptions` of the node. `commands` are carried out first: an offline render passes all of its data here. */
export interface WorkletOptions {
  readonly inputs: readonly WorkletInput[];
  /** Which input is the original, or null where it can't be compared. */
  readonly originalInput: number | null;
  /** Length of the project in frames. */
  readonly frames: number;
  /** Frames of one chunk, a multiple of the mixer's block. */
  readonly chunkFrames: number;
  /** Data to buffer beyond the position before playback resumes after an underrun, in seconds. */
  readonly resumeSeconds: number;
  readonly commands: readonly ToWorklet[];
}

/**
 * The value for `resumeSeconds`: enough that the next answer is in time; at the end of stems that are still
 * being separated, enough that playback does not stutter.
 */
export const resumeSecondsFor = (growing: boolean): number => (growing ? 1.5 : 0.25);

/** Bins of the spectrum that the window reads: 2.7 Hz apart at 44.1 kHz. */
export const SPECTRUM_BINS = 8192;

export const MIX_PROCESSOR = 'divisi-mix';

/** About 0.17 s at any rate: small enough to start fast, large enough to keep requests few. */
export function chunkFramesFor(sampleRate: number): number {
  return 2 ** Math.max(11, Math.round(Math.log2(sampleRate * 0.17)));
}
