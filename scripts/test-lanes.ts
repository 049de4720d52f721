/** Runs programs in parallel, prefixing each line of their output with the suite's name. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface Output {
  readonly status: number;
  readonly text: string;
}

/** Runs a command to its end. Passes lines to `onLine` as they arrive; the result contains all of them. */
export function runCommand(command: Command, onLine: (line: string) => void): Promise<Output> {
  return new Promise((resolve) => {
    const child = spawn(command.program, command.args, {
      cwd: command.cwd,
      env: { ...process.env, ...command.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const stop = (signal: NodeJS.Signals): void => void child.kill(signal);
    process.on('SIGINT', stop).on('SIGTERM', stop);
    const lines: string[] = [];
    const take = (line: string): void => {
      lines.push(line);
      onLine(line);
    };
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', take);
    child.once('error', (error) => take(error.message));
    child.once('close', (status) => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve({ status: status ?? 1, text: lines.join('\n') });
    });
  });
}

/** Starts the tasks in order and runs at most `lanes` at a time. */
export async function inLanes(lanes: number, tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...tasks];
  const lane = async (): Promise<void> => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
