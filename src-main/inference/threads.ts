/** What this program's threads have in common: where their modules lie, and how their errors come across. */
import { z } from 'zod';
import { Failure, FailureSchema } from '../../src-shared/contract/failure.ts';

/**
 * A thread's module: the source where the caller runs from source, its compiled form in a build.
 * @param name of a module beside the caller, without extension
 * @param here the caller's `import.meta.url`
 */
export const threadEntry = (name: string, here: string): URL =>
  new URL(`./${name}.${here.endsWith('.ts') ? 'ts' : 'js'}`, here);

/** Type stripping is the way in which this program runs from source, and no news to its user. */
export const THREAD_ARGS = ['--disable-warning=ExperimentalWarning'];

export const ThreadError = z.discriminatedUnion('type', [
  z.object({ type: z.literal('failure'), failure: FailureSchema }),
  z.object({ type: z.literal('bug'), stack: z.string() }),
]);
export type ThreadError = z.infer<typeof ThreadError>;

export const threadErrorOf = (error: unknown): ThreadError =>
  error instanceof Failure
    ? { type: 'failure', failure: error.toData() }
    : { type: 'bug', stack: error instanceof Error ? (error.stack ?? error.message) : String(error) };

/** @param whose such as `the model’s thread` */
export function errorOfThread(error: ThreadError, whose: string): Error {
  if (error.type === 'bug') return new Error(`${whose} has a bug`, { cause: error.stack });
  const { code, message, details } = error.failure;
  return Failure.fromData(details === undefined ? { code, message } : { code, message, details });
}
