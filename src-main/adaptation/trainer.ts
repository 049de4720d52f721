import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Failure } from '../../src-shared/contract/failure.ts';
import { ISOLATED, isolatedEnvironment } from './isolation.ts';
import { parseLine, type Line, type Outcome } from './lines.ts';

const KEPT_WORDS = 4000;

export interface TrainerOptions {
  readonly python: string;
  /** The folder that contains `training`. */
  readonly programDir: string;
  readonly planPath: string;
  readonly threads: number;
  readonly signal: AbortSignal;
  onLine(line: Extract<Line, { type: 'progress' | 'saved' }>): void;
}

/**
 * Runs `training.adapt` in an isolated Python until it exits. Closing its stdin requests a stop; the program then saves
 * its progress between two steps and exits, so it also stops if this process is killed.
 * @throws Failure the one that the program reports, `call/cancelled` once `signal` has fired and the program has
 * exited, `process/died` if it exits without a message
 */
export function runTrainer(options: TrainerOptions): Promise<Outcome> {
  const { python, programDir, planPath, threads, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled());
    const launcher = join(programDir, 'training', 'launch.py');
    const child = spawn(python, [...ISOLATED, launcher, 'adapt', '--plan', planPath, '--watch-stdin'], {
      cwd: programDir,
      env: {
        ...isolatedEnvironment(),
        OMP_NUM_THREADS: String(threads),
        // Threads that spin while waiting slow each other down when other programs use the CPU.
        OMP_WAIT_POLICY: 'PASSIVE',
      },
      stdio: ['pipe', 'pipe', 'pipe'],
      windowsHide: true,
    });
    let outcome: Outcome | null = null;
    let refusal: Failure | null = null;
    let bug: unknown = null;
    let words = '';
    const stop = (): void => void child.stdin.end();
    signal.addEventListener('abort', stop, { once: true });
    // The program may have exited before the stop request.
    child.stdin.on('error', () => {});
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-KEPT_WORDS);
    });
    createInterface({ input: child.stdout }).on('line', (text) => {
      try {
        const line = parseLine(text);
        switch (line.type) {
          case 'progress':
          case 'saved':
            options.onLine(line);
            break;
          case 'result':
            outcome = line;
            break;
          case 'refused':
            refusal = new Failure(line.code, line.message, { cause: words });
            break;
          case 'stopped':
            break;
        }
      } catch (error) {
        bug ??= error;
        child.kill('SIGKILL');
      }
    });
    child.on('spawn', () => {
      try {
        // Gives way to other programs. The lowest priority would stall the training on a busy machine.
        if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
      } catch {
        // The process has already exited, or the system denies the change; training continues at normal priority.
      }
    });
    child.on('error', (cause) => {
      signal.removeEventListener('abort', stop);
      reject(new Failure('python/missing', `"${python}" could not be started`, { cause }));
    });
    child.on('close', (code, killedBy) => {
      signal.removeEventListener('abort', stop);
      if (bug !== null) reject(bug instanceof Error ? bug : new Error('The trainer failed', { cause: bug }));
      else if (signal.aborted) reject(cancelled());
      else if (refusal !== null) reject(refusal);
      else if (outcome !== null) resolve(outcome);
      else reject(died(code, killedBy, words));
    });
  });
}

const cancelled = (): Failure => new Failure('call/cancelled', 'Cancelled');

function died(code: number | null, killedBy: NodeJS.Signals | null, words: string): Failure {
  const last = words.trim().split('\n').at(-1) ?? '';
  const why =
    killedBy === 'SIGKILL'
      ? '; perhaps memory ran out'
      : code !== null && code !== 0 && last !== ''
        ? `: ${last}`
        : '';
  return new Failure(
    'process/died',
    `The training program ended before it was done${why}. Retry to continue from the last checkpoint.`,
    { cause: words, details: { exitCode: code, signal: killedBy } },
  );
}
