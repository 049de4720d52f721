import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { programPaths } from '../../app/program/paths.ts';
import { command } from './command.ts';
import { json } from './common-options.ts';

export const bench = command({
  name: 'bench',
  summary: "Runs the project's benchmarks",
  positionals: ['[NAME…]'],
  about:
    'Runs the benchmarks of a checkout (test/bench), as ratios that compare between machines; long ones only by name.',
  options: { json },
  json: 'the figures by benchmark',
  async run({ values, positionals }, io) {
    const { root } = programPaths();
    const script = join(root, 'test', 'bench', 'run.ts');
    if (!existsSync(script)) {
      throw new Failure(
        'file/not-found',
        'The benchmarks are part of a checkout, not of the installed program',
      );
    }
    const args = [...(values.json ? ['--json'] : []), ...positionals];
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    io.signal.addEventListener('abort', () => void child.kill('SIGTERM'), { once: true });
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code !== 0) throw new Failure('process/died', `The benchmarks ended with status ${code ?? 'none'}`);
  },
});
