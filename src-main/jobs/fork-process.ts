import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProcessHandle, SpawnProcess } from './task-protocol.ts';

/**
 * Starts a child with Node's `fork`, structured-clone messages, and none of the parent's own flags (a debugger's
 * port, a test runner's loader). Its stderr goes to the parent's.
 */
export const forkProcess: SpawnProcess = (entry: URL): ProcessHandle => {
  const child = fork(fileURLToPath(entry), [], {
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
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
    kill: () => void child.kill('SIGKILL'),
  };
};
