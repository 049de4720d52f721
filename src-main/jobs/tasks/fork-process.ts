import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProcessHandle, SpawnProcess } from './task-protocol.ts';

const KEPT_WORDS = 4096;

/**
 * glibc raises the size from which it maps memory of its own with every large buffer that is freed, up to 32 MB, so
 * that megabytes of samples and masks end up between small things on the heap and are never given back. Fixed sizes
 * keep them apart.
 */
const GLIBC_MALLOC = { MALLOC_MMAP_THRESHOLD_: String(2 ** 20), MALLOC_TRIM_THRESHOLD_: String(2 ** 23) };

/** What a child is given; settings that the user made win. */
export function childEnvironment(
  platform: NodeJS.Platform,
  own: Readonly<NodeJS.ProcessEnv>,
): NodeJS.ProcessEnv {
  return platform === 'linux' ? { ...GLIBC_MALLOC, ...own } : { ...own };
}

/**
 * Starts a child with Node's `fork`, structured-clone messages, and none of the parent's own flags (a debugger's
 * port, a test runner's loader). Its stderr, often a native library's, is kept for the log and shown to nobody.
 */
export const forkProcess: SpawnProcess = (entry: URL): ProcessHandle => {
  const child = fork(fileURLToPath(entry), [], {
    serialization: 'advanced',
    env: childEnvironment(process.platform, process.env),
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-KEPT_WORDS);
  });
  let gone = false;
  const listeners: ((code: number | null) => void)[] = [];
  const end = (code: number | null): void => {
    if (gone) return;
    gone = true;
    for (const listener of listeners) listener(code);
  };
  // A child that could not be started at all reports an error and never exits.
  child.on('error', () => {
    if (child.pid === undefined) end(null);
  });
  // Not 'exit': messages may still be on their way then, the answer among them.
  child.on('close', (code) => end(code));
  return {
    post: (message) => {
      if (child.connected) child.send(message as object, () => {});
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void listeners.push(listener),
    lastWords: () => words.trim(),
    kill: () => void child.kill('SIGKILL'),
  };
};
