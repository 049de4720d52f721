import { rmSync } from 'node:fs';
import { seeded } from '../random.ts';
import { killDuring } from './kill.ts';
import { OPERATIONS, type Operation } from './operations.ts';
import { copyFor, prepare } from './prepare.ts';
import { problemsAfter } from './verify.ts';

export interface KillOutcome {
  readonly number: number;
  readonly operation: Operation;
  readonly afterMs: number;
  readonly wasDone: boolean;
  readonly problems: readonly string[];
}

/** Kill `n` depends only on its number, the seed, and the duration of its operation on this machine. */
export async function runKills(dir: string, count: number, seed: number): Promise<KillOutcome[]> {
  const { expected, durations } = await prepare(dir);
  const outcomes: KillOutcome[] = [];
  for (let number = 0; number < count; number += 1) {
    const random = seeded(seed * 1000 + number);
    const operation = OPERATIONS[number % OPERATIONS.length] ?? 'import';
    const afterMs = Math.round(random() * (durations.get(operation) ?? 1000));
    const copy = copyFor(dir, operation, `kill-${number}`);
    const killed = await killDuring(copy, operation, { afterMs, withChildren: random() < 0.5 });
    const problems = await problemsAfter(copy, operation, killed, expected).catch((error: unknown) => [
      String(error),
    ]);
    outcomes.push({ number, operation, afterMs, wasDone: killed.wasDone, problems });
    if (problems.length === 0) rmSync(copy, { recursive: true });
  }
  return outcomes;
}
