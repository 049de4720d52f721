import { useCallback, useEffect, useRef, useState } from 'react';
import { isCancelled } from '../../../src-shared/contract/failure.ts';
import { ensembleOf, type DeclaredInstrument } from '../../../src-shared/project/players.ts';
import { openLiveInput } from '../../api/live-input.ts';
import type { LiveDelay, LiveInputOpened } from '../../../src-shared/contract/live-input.ts';
import { inputProblem, openInput, type InputProblem } from '../../engine/input-devices.ts';
import { LiveSession, mostBlocks, type LiveEnd, type LiveWait } from '../../engine/live-input.ts';
import { openLine } from './live-line.ts';

/** The shortest follows what this computer needs at the moment, the others bear what it may need when it is busy. */
const WAITS: Readonly<Record<LiveDelay, LiveWait>> = {
  short: { least: 0.03, most: 0.3 },
  medium: { least: 0.15, most: 0.6 },
  long: { least: 0.75, most: 1.4 },
};

export type LiveProblem =
  | { readonly kind: 'input'; readonly why: InputProblem | LiveEnd }
  | { readonly kind: 'failure'; readonly error: unknown };

export type LiveState =
  | { readonly phase: 'idle'; readonly problem: LiveProblem | null }
  | { readonly phase: 'starting' }
  | { readonly phase: 'running'; readonly session: LiveSession; readonly opened: LiveInputOpened };

export interface LiveChoice {
  /** Empty: the system's default. */
  readonly inputId: string;
  readonly outputId: string;
  readonly instruments: readonly DeclaredInstrument[];
  readonly delay: LiveDelay;
}

interface Live {
  readonly state: LiveState;
  start: (choice: LiveChoice) => void;
  stop: () => void;
}

/** The sound input of this page: it ends with the page. */
export function useLive(): Live {
  const [state, setState] = useState<LiveState>({ phase: 'idle', problem: null });
  const current = useRef<AbortController | null>(null);

  const stop = useCallback(() => {
    current.current?.abort();
    current.current = null;
    setState({ phase: 'idle', problem: null });
  }, []);

  const start = useCallback((choice: LiveChoice) => {
    current.current?.abort();
    const own = new AbortController();
    current.current = own;
    const { signal } = own;
    const endWith = (problem: LiveProblem): void => {
      if (signal.aborted) return;
      own.abort();
      setState({ phase: 'idle', problem });
    };
    const fail = (error: unknown): void => {
      const why = inputProblem(error);
      if (why !== null) endWith({ kind: 'input', why });
      else if (!isCancelled(error)) endWith({ kind: 'failure', error });
    };
    setState({ phase: 'starting' });
    begin(choice, signal, endWith, fail).then(
      (running) => {
        if (running !== null) setState({ phase: 'running', ...running });
      },
      (error: unknown) => fail(error),
    );
  }, []);

  useEffect(() => () => current.current?.abort(), []);
  return { state, start, stop };
}

/** Null if it was stopped while it started. */
async function begin(
  choice: LiveChoice,
  signal: AbortSignal,
  endWith: (problem: LiveProblem) => void,
  fail: (error: unknown) => void,
): Promise<{ readonly session: LiveSession; readonly opened: LiveInputOpened } | null> {
  // The input first: the browser asks for it in answer to the user's press.
  const input = await openInput(choice.inputId);
  const release = (): void => {
    for (const track of input.getTracks()) track.stop();
  };
  signal.addEventListener('abort', release, { once: true });
  if (signal.aborted) release();
  const { opened, ended } = await openLiveInput(ensembleOf(choice.instruments), choice.delay, signal);
  ended.catch(fail);
  const wait = WAITS[choice.delay];
  const session = await LiveSession.start({
    ...{ opened, input },
    outputId: choice.outputId,
    wait,
    line: openLine(opened, mostBlocks(opened, wait), signal, fail),
    onEnd: (why) => endWith({ kind: 'input', why }),
    onFailure: fail,
  });
  const leave = (): void => void session.stop();
  signal.addEventListener('abort', leave, { once: true });
  if (!signal.aborted) return { session, opened };
  leave();
  return null;
}
