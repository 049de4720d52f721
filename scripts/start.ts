/**
 * `npm start`: rebuilds stale outputs, then opens Electron if its runtime actually starts, otherwise the serve door.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const PROBE_MS = 15_000;

function newest(path: string): number {
  const info = statSync(path);
  if (!info.isDirectory()) return info.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function stale(output: string, inputs: readonly string[]): boolean {
  const path = join(root, output);
  return !existsSync(path) || inputs.some((input) => newest(join(root, input)) > statSync(path).mtimeMs);
}

function step(title: string, args: readonly string[]): void {
  console.log(title);
  const result = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (result.status !== 0) {
    console.error(`${result.stdout}${result.stderr}`);
    process.exit(result.status ?? 1);
  }
}

/**
 * Tests Electron by waiting for a hidden window to respond, because being installed does not mean that it works.
 * Returns the problem, or null.
 */
async function electronProblem(binary: string): Promise<string | null> {
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    return 'no display was found';
  }
  const child = spawn(binary, [root, '--probe'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      resolve(`no window answered within ${PROBE_MS / 1000} s`);
    }, PROBE_MS);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve(error.message);
    });
    child.on('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0 ? null : (errors.trim().split('\n')[0] ?? `it ended with status ${code}`));
    });
  });
}

function electronBinary(): string | null {
  const folder = join(root, 'node_modules', 'electron');
  const names: Partial<Record<NodeJS.Platform, string>> = {
    darwin: 'Electron.app/Contents/MacOS/Electron',
    linux: 'electron',
    win32: 'electron.exe',
  };
  const name = names[process.platform];
  const path = name === undefined ? null : join(folder, 'dist', name);
  return path !== null && existsSync(path) ? path : null;
}

const args = process.argv.slice(2);
if (stale('dist/renderer/index.html', ['src-renderer', 'src-shared', 'vite.config.ts'])) {
  step('Building the window …', [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn']);
}
const binary = electronBinary();
let problem: string | null = 'its runtime is not installed (`npm run electron:install` fetches it)';
if (binary !== null) {
  if (stale('dist/src-main/doors/electron.js', ['src-main', 'src-shared'])) {
    step('Building the desktop program …', [join(root, 'scripts/build-host.ts')]);
  }
  problem = await electronProblem(binary);
}
if (binary !== null && problem === null) {
  const child = spawn(binary, [root, ...args], { stdio: 'inherit' });
  child.on('exit', (code) => process.exit(code ?? 1));
} else {
  console.log(`Electron can't open here: ${problem}. Opening Divisi in the browser instead.`);
  const child = spawn(process.execPath, [join(root, 'src-main/doors/cli.ts'), 'serve', ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code) => process.exit(code ?? 1));
}
