import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { SpawnProcess } from '../../app/program/program.ts';

/** Runs slow work in Electron's utility processes: Node without a window, also in the packaged program. */
export const utilitySpawn: SpawnProcess = (entry) => {
  const child = utilityProcess.fork(fileURLToPath(entry), [], {
    serviceName: 'Divisi worker',
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let gone = false;
  child.on('exit', () => {
    gone = true;
  });
  return {
    post: (message) => {
      if (!gone) child.postMessage(message);
    },
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => {
      // Electron's kill() sends SIGTERM, which workers ignore in favour of their parent's messages.
      if (child.pid !== undefined && !gone) process.kill(child.pid, 'SIGKILL');
    },
  };
};
