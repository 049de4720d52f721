import type { Failure } from '../../src-shared/contract/failure.ts';
import { onlyAudible } from '../../src-shared/mixing/audible.ts';
import type { MixTrack } from '../../src-shared/mixing/types.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import type { AudioId } from '../../src-shared/project/ids.ts';
import type { WorkletMix, WorkletReport } from './protocol.ts';

/**
 * `starting`: play was requested and data is loading; `waiting`: data is late, all tracks wait together;
 * `suspended`: the system or the browser stopped the audio, and play resumes from the same position.
 */
export type PlaybackStatus =
  'loading' | 'stopped' | 'starting' | 'playing' | 'waiting' | 'suspended' | 'failed';

/** What is playing: the mix, a single track, or the original recording instead. */
export type Listen =
  | { readonly kind: 'mix' }
  | { readonly kind: 'track'; readonly trackId: string }
  | { readonly kind: 'original' };

export interface EngineState {
  readonly status: PlaybackStatus;
  readonly failure: Failure | null;
  readonly listen: Listen;
  /** Whether the original is matched to the loudness of the mix. */
  readonly match: boolean;
  /** Whether the original is available for comparison: its file may be missing. */
  readonly hasOriginal: boolean;
  readonly underruns: number;
}

export interface EngineTrack extends MixTrack {
  /** The stem it plays. */
  readonly audioId: AudioId;
}

export interface EngineSource {
  readonly sampleRate: number;
  /** Length of the project. */
  readonly frames: number;
  /** How much of the stems is available at first while a separation is running; `setReady` reports more. */
  readonly readyFrames?: number;
  readonly stems: readonly { readonly audioId: AudioId; readonly channels: number }[];
  /** The recording; its frame `offset` is the project's position 0. */
  readonly original: { readonly audioId: AudioId; readonly channels: number; readonly offset: number } | null;
}

export interface EngineMix {
  readonly tracks: readonly EngineTrack[];
  readonly masterGainDb: number;
}

/** What a project plays; strips and lanes are the document's own, so that what did not change is the same object. */
export function engineMix(document: ProjectDocument): EngineMix {
  return {
    masterGainDb: document.master.gainDb,
    tracks: document.tracks.map((track) => ({
      id: track.id,
      audioId: track.source.stemId,
      gainDb: track.gainDb,
      pan: track.pan,
      muted: track.muted,
      soloed: track.soloed,
      strip: track.strip,
      automation: track.automation,
    })),
  };
}

/**
 * The worklet's mix: skips tracks whose stem is missing, and reduces to a single track if only that is
 * played.
 */
export function mixSettings(source: Pick<EngineSource, 'stems'>, mix: EngineMix, listen: Listen): WorkletMix {
  const inputOf = (audioId: AudioId): number => source.stems.findIndex((stem) => stem.audioId === audioId);
  const known = mix.tracks.filter((track) => inputOf(track.audioId) >= 0);
  const heard = listen.kind === 'track' ? onlyAudible(known, listen.trackId) : known;
  return {
    settings: {
      masterGainDb: mix.masterGainDb,
      tracks: heard.map((track) => ({
        id: track.id,
        gainDb: track.gainDb,
        pan: track.pan,
        muted: track.muted,
        soloed: track.soloed,
        strip: track.strip,
        automation: track.automation,
      })),
    },
    trackInputs: known.map((track) => inputOf(track.audioId)),
  };
}

export function statusOf(report: WorkletReport, wantsPlay: boolean): PlaybackStatus {
  switch (report.phase) {
    case 'stopped':
      return wantsPlay ? 'starting' : 'stopped';
    case 'priming':
      return 'starting';
    case 'playing':
      return 'playing';
    case 'waiting':
      return 'waiting';
  }
}
