import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Holding } from './host-cycles.ts';

/** Runs `rounds` rounds of work in a host of its own, or as many as fit into `minutes`. @returns what it held after each */
export function runCycles(dir: string, limits: { readonly rounds: number; readonly minutes: number }) {
  const begin = Date.now();
  return new Promise<Holding[]>((resolve, reject) => {
    const child = fork(
      fileURLToPath(new URL('./host-cycles.ts', import.meta.url)),
      [dir, String(limits.rounds)],
      {
        execArgv: ['--expose-gc', '--disable-warning=ExperimentalWarning'],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      },
    );
    let errors = '';
    child.stderr?.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const holdings: Holding[] = [];
    let stopped = false;
    child.on('message', (holding: Holding) => {
      holdings.push(holding);
      if (Date.now() - begin < limits.minutes * 60_000) return;
      stopped = true;
      child.kill('SIGKILL');
    });
    child.on('exit', (code) => {
      if (code === 0 || stopped) resolve(holdings);
      else reject(new Error(`the host ended with status ${code}: ${errors}`));
    });
  });
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

/** How much the median of the last fifth lies above that of the second fifth, as a share of it. */
export function growth(values: readonly number[]): number {
  const fifth = Math.floor(values.length / 5);
  const before = median(values.slice(fifth, 2 * fifth));
  return median(values.slice(-fifth)) / before - 1;
}
