import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProcessHandle, SpawnProcess } from './task-protocol.ts';

const KEPT_WORDS = 4096;

/**
 * With every large buffer that is freed, glibc raises its mmap threshold, up to 32 MB. Large sample and mask
 * buffers then end up on the heap between small allocations and are never returned. Fixed thresholds keep
 * them apart. Each thread would also have a heap of its own, which keeps what that thread freed: two for all of them save
 * 40 MB in a separation, at no cost.
 */
const GLIBC_MALLOC = {
  MALLOC_MMAP_THRESHOLD_: String(2 ** 20),
  MALLOC_TRIM_THRESHOLD_: String(2 ** 23),
  MALLOC_ARENA_MAX: '2',
};

/**
 * Megabytes that new objects may take in each half of a thread's nursery. V8's own limit of 16 would be reached while a program
 * starts, and kept; the tasks' loops allocate nothing.
 */
const SMALL_NURSERY = '--max-semi-space-size=4';

/** A child's environment; variables that the user set take precedence. */
export function childEnvironment(
  platform: NodeJS.Platform,
  own: Readonly<NodeJS.ProcessEnv>,
): NodeJS.ProcessEnv {
  return platform === 'linux' ? { ...GLIBC_MALLOC, ...own } : { ...own };
}

/**
 * Starts a child with Node's `fork` and structured-clone messages, without the parent's own flags (a
 * debugger's port, a test runner's loader). Its stderr, often from a native library, goes to the log and is
 * not shown to the user.
 */
export const forkProcess: SpawnProcess = (entry: URL): ProcessHandle => {
  const child = fork(fileURLToPath(entry), [], {
    serialization: 'advanced',
    env: childEnvironment(process.platform, process.env),
    execArgv: ['--disable-warning=ExperimentalWarning', SMALL_NURSERY],
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
  // A child that could not be started reports an error and never exits.
  child.on('error', () => {
    if (child.pid === undefined) end(null);
  });
  // Not 'exit': messages, including the answer, may still arrive after it.
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
