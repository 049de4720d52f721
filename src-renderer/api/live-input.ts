import type { LiveDelay, LiveInputOpened } from '../../src-shared/contract/live-input.ts';
import type { Ensemble } from '../../src-shared/project/players.ts';
import { api } from './client.ts';

export interface OpenLiveInput {
  readonly opened: LiveInputOpened;
  /** Rejects with a Failure when the host's session ends, or resolves when `signal` has fired. */
  readonly ended: Promise<void>;
}

/**
 * Starts the host's model for a sound input; it runs until `signal` fires.
 * @throws Failure `live/no-model`, `live/too-slow`, `players/none`
 */
export async function openLiveInput(
  players: Ensemble,
  delay: LiveDelay,
  signal: AbortSignal,
): Promise<OpenLiveInput> {
  const events = await api.liveInput.open({ players: [...players], delay }, { signal });
  const first = await events.next();
  if (first.done === true) throw new Error('the session of a sound input ended before it began');
  const ended = events.next().then(
    () => undefined,
    (error: unknown) => {
      if (!signal.aborted) throw error;
    },
  );
  return { opened: first.value, ended };
}
