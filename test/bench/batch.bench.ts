/** Many short files: what their import takes in all beside ffmpeg decoding them one process each, and a second run over them. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchResult } from './run.ts';
import { childrenCpuSeconds } from './process-tree.ts';
import { writeWav } from '../support/wav.ts';

const FILES = 60;
const SECONDS = 5;
const CLI = join(import.meta.dirname, '..', '..', 'src-main', 'doors', 'cli.ts');

/** CPU seconds of a program and what it starts. */
function cpuOf(program: string, args: readonly string[]): number {
  const before = childrenCpuSeconds();
  const { status, error, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.slice(-500)}`);
  return childrenCpuSeconds() - before;
}

export const bench = {
  name: 'batch',
  run(): Promise<BenchResult> {
    if (spawnSync('ffmpeg', ['-version']).status !== 0) {
      return Promise.resolve({ skipped: 'ffmpeg is not installed' });
    }
    const root = mkdtempSync(join(tmpdir(), 'divisi-bench-'));
    try {
      const takes = join(root, 'takes');
      mkdirSync(takes);
      const paths = Array.from({ length: FILES }, (_, n) => join(takes, `take-${n}.wav`));
      for (const [n, path] of paths.entries()) {
        writeWav(path, {
          seconds: SECONDS,
          sample: (frame, channel, rate) =>
            0.3 * Math.sin(((200 + 7 * n + channel) * frame * 2 * Math.PI) / rate),
        });
      }
      const decoding = paths.reduce(
        (sum, path) => sum + cpuOf('ffmpeg', ['-v', 'error', '-nostdin', '-i', path, '-f', 'null', '-']),
        0,
      );
      const run = (...args: string[]): number =>
        cpuOf(process.execPath, [
          ...['--disable-warning=ExperimentalWarning', CLI, 'import', ...args],
          ...['--library', join(root, 'library'), '--json'],
        ]);
      const one = run(paths[0] ?? '');
      const all = run(takes);
      const again = run(takes);
      return Promise.resolve({
        ratios: {
          'import and listening / ffmpeg, one process a file': all / decoding,
          'the program and one file / ffmpeg and one file': one / (decoding / FILES),
          'a second run / the first': again / all,
        },
        limits: {
          'import and listening / ffmpeg, one process a file': { atMost: 3 },
          'a second run / the first': { atMost: 0.4 },
        },
      });
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  },
};
