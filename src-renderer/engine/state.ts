import type { Failure } from '../../src-shared/contract/failure.ts';
import type { Stretch } from '../../src-shared/dsp/stretch/stretched.ts';
import { soloInContext } from './solo-context.ts';
import { onlyAudible } from '../../src-shared/mixing/audible.ts';
import { busesOf } from '../../src-shared/mixing/mix-of.ts';
import type { MixBuses, MixTrack } from '../../src-shared/mixing/types.ts';
import type { Group } from '../../src-shared/project/buses.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';
import type { AudioId, ImpulseId } from '../../src-shared/project/ids.ts';
import { AS_RECORDED, type FrameRange, type WorkletMix, type WorkletReport } from './protocol.ts';

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
  /** How loud tracks that are not soloed stay during a solo, in dB; null if they fall silent. */
  readonly restDb: number | null;
  /** Impulse responses that are no longer in the library: their rooms are silent. */
  readonly missingImpulses: ReadonlySet<ImpulseId>;
  /** Speed and pitch of listening. */
  readonly stretch: Stretch;
}

/** Before anything is loaded. */
export const initialState = (source: Pick<EngineSource, 'original'>): EngineState => ({
  status: 'loading',
  failure: null,
  listen: { kind: 'mix' },
  match: true,
  hasOriginal: source.original !== null,
  underruns: 0,
  restDb: null,
  stretch: AS_RECORDED,
  missingImpulses: new Set(),
});

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

export interface EngineMix extends MixBuses {
  readonly tracks: readonly EngineTrack[];
  readonly masterGainDb: number;
}

/** What a project plays; strips and lanes are the document's own, so that what did not change is the same object. */
export function engineMix(document: ProjectDocument): EngineMix {
  return {
    masterGainDb: document.master.gainDb,
    ...busesOf(document),
    tracks: document.tracks.map((track) => ({
      id: track.id,
      audioId: track.source.stemId,
      gainDb: track.gainDb,
      pan: track.pan,
      muted: track.muted,
      soloed: track.soloed,
      strip: track.strip,
      automation: track.automation,
      group: track.group,
      sendsDb: track.sendsDb,
      envelope: track.envelope,
    })),
  };
}

/**
 * The worklet's mix: skips tracks whose stem is missing, and reduces to a single track if only that is
 * played.
 */
export function mixSettings(
  source: Pick<EngineSource, 'stems'>,
  mix: EngineMix,
  listen: Listen,
  restDb: number | null = null,
): WorkletMix {
  const inputOf = (audioId: AudioId): number => source.stems.findIndex((stem) => stem.audioId === audioId);
  const known = mix.tracks.filter((track) => inputOf(track.audioId) >= 0);
  const context = soloInContext(known, mix.groups ?? [], restDb);
  const heard = listen.kind === 'track' ? onlyAudible(known, listen.trackId) : context.tracks;
  const { groups } = context;
  const { rooms = [], masterAutomation = [], masterStrip = [], fitting = null, limiter } = mix;
  return {
    settings: {
      masterGainDb: mix.masterGainDb,
      // A track that is heard alone is heard whatever its group does.
      groups: listen.kind === 'track' && groups.length > 0 ? groups.map(openGroup) : groups,
      rooms,
      masterAutomation,
      masterStrip,
      fitting,
      ...(limiter === undefined ? {} : { limiter }),
      tracks: heard.map((track) => ({
        id: track.id,
        gainDb: track.gainDb,
        pan: track.pan,
        muted: track.muted,
        soloed: track.soloed,
        strip: track.strip,
        automation: track.automation,
        group: track.group,
        sendsDb: track.sendsDb,
        envelope: track.envelope,
      })),
    },
    trackInputs: known.map((track) => inputOf(track.audioId)),
  };
}

const openGroup = (group: Group): Group => ({ ...group, muted: false, soloed: false });

/**
 * The frame that is heard some time after a report, in samples of the project.
 * @param frames since the report, as they would be at the recording's own speed
 */
export function heardFrame(
  { position }: Pick<WorkletReport, 'position'>,
  frames: number,
  { speed }: Stretch,
  loop: FrameRange | null,
): number {
  const at = position + frames * speed;
  if (loop === null || position >= loop.end || at < loop.end) return at;
  return loop.start + ((at - loop.end) % (loop.end - loop.start));
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
