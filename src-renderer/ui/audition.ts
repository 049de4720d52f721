import { createContext, useContext } from 'react';
import type { Failure } from '../../src-shared/contract/failure.ts';
import type { AudioId } from '../../src-shared/project/ids.ts';

/** Frames `[from, to)` of a recording or stem, with a key that identifies the requester. */
export interface AuditionRequest {
  /** Identifies the button that is playing, even among buttons for the same audio. */
  readonly key: string;
  /** The name of what plays, for a player that shows it. */
  readonly title?: string;
  readonly audioId: AudioId;
  readonly sampleRate: number;
  readonly channels: number;
  readonly from: number;
  readonly to: number;
}

/** The window's single audio preview: starting one stops the previous one. */
export interface Audition {
  /** The key of the request that is loading or playing, or null. */
  readonly key: string | null;
  /** What is loading or playing, or null. */
  readonly request: AuditionRequest | null;
  readonly status: 'idle' | 'loading' | 'playing';
  /** Why the latest request could not be played, with its key. */
  readonly failure: { readonly key: string; readonly failure: Failure } | null;
  play: (request: AuditionRequest) => void;
  stop: () => void;
  /** The frame being played, or null. */
  position: () => number | null;
}

export const AuditionContext = createContext<Audition | null>(null);

export function useAudition(): Audition {
  const audition = useContext(AuditionContext);
  if (audition === null) throw new Error('No AuditionContext around this component');
  return audition;
}
