import { useRef, useState } from 'react';
import { useStable } from '../../../ui/use-stable.ts';

export interface Problem<T> {
  readonly item: T;
  readonly error: unknown;
}

interface Running {
  readonly done: number;
  readonly total: number;
  readonly secondsLeft: number | null;
}

/** Does one thing to several items in turn. An item that fails does not keep the others from their turn. */
export function useEach<T>(
  work: (item: T) => Promise<void>,
  onEnd: (problems: readonly Problem<T>[]) => void,
) {
  const [running, setRunning] = useState<Running | null>(null);
  const [problems, setProblems] = useState<readonly Problem<T>[]>([]);
  const stop = useRef<AbortController | null>(null);
  const run = useStable(async (items: readonly T[]): Promise<void> => {
    const controller = new AbortController();
    stop.current = controller;
    const failed: Problem<T>[] = [];
    const startedAt = performance.now();
    for (const [done, item] of items.entries()) {
      if (controller.signal.aborted) break;
      const seconds = (performance.now() - startedAt) / 1000;
      setRunning({
        done,
        total: items.length,
        secondsLeft: done === 0 ? null : (seconds / done) * (items.length - done),
      });
      try {
        await work(item);
      } catch (error) {
        failed.push({ item, error });
      }
    }
    setRunning(null);
    setProblems(failed);
    onEnd(failed);
  });
  return {
    /** Null while nothing runs. */
    running,
    problems,
    run: (items: readonly T[]): void => void run(items),
    /** Leaves out the items whose turn has not come. */
    stop: (): void => stop.current?.abort(),
  };
}
