import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Operation } from './operations.ts';

export interface Killed {
  /** Milliseconds from the start of the operation to its end or to the kill. */
  readonly took: number;
  /** Whether the operation finished before the kill. */
  readonly wasDone: boolean;
  /** The last acknowledged revision. */
  readonly acknowledged: number | null;
}

/**
 * Starts an operation in its own process and kills it `afterMs` later.
 * @param withChildren kills the task processes at the same time; otherwise they must notice by themselves
 */
export async function killDuring(
  dir: string,
  operation: Operation,
  { afterMs, withChildren }: { readonly afterMs: number; readonly withChildren: boolean },
): Promise<Killed> {
  const child = fork(fileURLToPath(new URL('./victim.ts', import.meta.url)), [dir, operation], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let words = '';
  child.stderr?.on('data', (text: Buffer) => (words += text.toString()));
  const exited = once(child, 'exit');
  let acknowledged: number | null = null;
  const fate = { wasDone: false };
  // Listen from the start: a short operation may finish before the first message is handled.
  const done = new Promise<void>((resolve) => {
    child.on('message', (message) => message === 'done' && resolve());
  });
  const begun = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if (message === 'begun') resolve();
      else if (message === 'done') fate.wasDone = true;
      else acknowledged = Number(message);
    });
  });
  const died = exited.then(() => 'exited' as const);
  if ((await Promise.race([begun, died])) === 'exited') throw new Error(`it never began: ${words}`);
  const begin = performance.now();
  await Promise.race([sleep(afterMs), done, died]);
  const took = performance.now() - begin;
  if (!fate.wasDone && child.exitCode !== null) throw new Error(`it ended by itself: ${words}`);
  kill(child, withChildren);
  await exited;
  return { took, wasDone: fate.wasDone, acknowledged };
}

function kill(child: ChildProcess, withChildren: boolean): void {
  if (child.pid === undefined) return;
  if (withChildren && process.platform !== 'win32') process.kill(-child.pid, 'SIGKILL');
  else child.kill('SIGKILL');
}
