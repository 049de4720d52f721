import { useEffect, useRef, useState } from 'react';
import { isCancelled } from '../../../src-shared/contract/failure.ts';
import { useAction } from '../../api/hooks.ts';

interface Step {
  readonly progress: number;
  readonly secondsLeft: number | null;
  readonly result: unknown;
}

/** Follows work of the host that reports its progress as a stream; leaving the page or `cancel` ends it. */
export function useFollowed<S extends Step>(onResult: (result: NonNullable<S['result']>) => void) {
  const [step, setStep] = useState<S | null>(null);
  const [isCancelling, setCancelling] = useState(false);
  const [wasCancelled, setCancelled] = useState(false);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  const action = useAction(async (start: (signal: AbortSignal) => Promise<AsyncIterable<S>>) => {
    const controller = new AbortController();
    stop.current = controller;
    setCancelled(false);
    try {
      for await (const next of await start(controller.signal)) {
        setStep(next);
        if (next.result !== null && next.result !== undefined) onResult(next.result);
      }
    } catch (error) {
      if (!controller.signal.aborted && !isCancelled(error)) throw error;
      setCancelled(true);
    } finally {
      setStep(null);
      setCancelling(false);
    }
  });
  return {
    run: action.run,
    busy: action.busy,
    error: action.error,
    /** The latest progress; null while nothing runs. */
    step,
    wasCancelled,
    isCancelling,
    cancel: (): void => {
      setCancelling(true);
      stop.current?.abort();
    },
  };
}
