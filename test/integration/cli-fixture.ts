import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { testConfigDir } from '../support/config-dir.ts';

const root = join(import.meta.dirname, '..', '..');

export interface Ran {
  status: number | null;
  out: string;
  err: string;
}

export interface RunOptions {
  /** Sent once stderr contains `after`. */
  readonly interrupt?: { readonly after: string };
  readonly env?: Readonly<Record<string, string>>;
}

/** The real command in a process of its own. */
export function divisi(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'src-main/doors/cli.ts'), ...args],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, DIVISI_CONFIG: testConfigDir(), ...options.env },
      },
    );
    let out = '';
    let err = '';
    let interrupted = false;
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      if (!interrupted && options.interrupt !== undefined && err.includes(options.interrupt.after)) {
        interrupted = true;
        child.kill('SIGINT');
      }
    });
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, out, err }));
  });
}
