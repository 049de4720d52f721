import { fileURLToPath } from 'node:url';
import { utilityProcess } from 'electron';
import type { SpawnProcess } from '../../app/program/program.ts';

/** Slow work in Electron's utility processes: Node without a window, in the packaged program too. */
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
      // Its own kill() asks with SIGTERM, which a worker leaves to its parent's messages.
      if (child.pid !== undefined && !gone) process.kill(child.pid, 'SIGKILL');
    },
  };
};
