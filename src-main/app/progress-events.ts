import { TimeLeft } from '../../src-shared/format/time-left.ts';

/** How far a piece of work has come. */
export interface ProgressEvent<P, R> {
  /** From 0 to 1. */
  readonly progress: number;
  readonly phase: P;
  readonly secondsLeft: number | null;
  /** Null until it is done. */
  readonly result: R | null;
}

/** A window can't show more often than this. */
const EVERY_MS = 100;

/**
 * Does a piece of work in phases and yields how far it has come, then its result. A slow reader misses events and delays nothing.
 * @param shares of each phase in the whole, in the order of the phases
 * @throws what the work throws
 */
export async function* progressEvents<P extends string, R>(
  shares: readonly (readonly [P, number])[],
  work: (report: (phase: P, done: number) => void) => Promise<R>,
): AsyncGenerator<ProgressEvent<P, R>, void, void> {
  const seconds = (): number => performance.now() / 1000;
  const left = new TimeLeft(seconds());
  let latest: { readonly progress: number; readonly phase: P } | null = null;
  let wake = (): void => undefined;
  const report = (phase: P, done: number): void => {
    const at = shares.findIndex(([name]) => name === phase);
    const before = shares.slice(0, at).reduce((sum, [, share]) => sum + share, 0);
    latest = { phase, progress: Math.min(1, before + (shares[at]?.[1] ?? 0) * done) };
    left.update(latest.progress, seconds());
    wake();
  };
  let settled: (() => R) | null = null;
  const end = (outcome: () => R): void => {
    settled = outcome;
    wake();
  };
  void work(report).then(
    (result) => end(() => result),
    (error: unknown) =>
      end(() => {
        throw error;
      }),
  );
  const isSettled = (): (() => R) | null => settled;
  const news = (): typeof latest => latest;
  while (isSettled() === null) {
    if (news() === null) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
      continue;
    }
    const event = news();
    latest = null;
    if (event !== null) yield { ...event, secondsLeft: left.at(seconds()), result: null };
    if (isSettled() === null) await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  const result = isSettled()?.();
  const [last] = shares.at(-1) ?? [];
  if (result !== undefined && last !== undefined) yield { progress: 1, phase: last, secondsLeft: 0, result };
}
