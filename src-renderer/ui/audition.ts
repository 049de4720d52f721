import { createContext, useContext } from 'react';
import type { Failure } from '../../src-shared/contract/failure.ts';
import type { AudioId } from '../../src-shared/project/ids.ts';

/** Frames `[from, to)` of a recording or stem, and what asks to hear them. */
export interface AuditionRequest {
  /** Tells the button that plays from all others, also from one of the same audio. */
  readonly key: string;
  readonly audioId: AudioId;
  readonly sampleRate: number;
  readonly channels: number;
  readonly from: number;
  readonly to: number;
}

/** The one preview of the window: what starts stops what played before. */
export interface Audition {
  /** The request that sounds or is about to, or null. */
  readonly key: string | null;
  readonly status: 'idle' | 'loading' | 'playing';
  /** Why the request last asked for could not be heard, with its key. */
  readonly failure: { readonly key: string; readonly failure: Failure } | null;
  play: (request: AuditionRequest) => void;
  stop: () => void;
  /** Frame being heard, or null. */
  position: () => number | null;
}

export const AuditionContext = createContext<Audition | null>(null);

export function useAudition(): Audition {
  const audition = useContext(AuditionContext);
  if (audition === null) throw new Error('No AuditionContext around this component');
  return audition;
}
