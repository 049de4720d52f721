import { join } from 'node:path';
import { defaultProviders, defaultThreads } from '../../inference/providers.ts';
import { forkProcess } from '../../jobs/tasks/fork-process.ts';
import type { SpawnProcess } from '../../jobs/tasks/task-protocol.ts';
import { LibraryTrust } from '../../library/trust.ts';
import { configDir, programPaths, type ProgramPaths } from './paths.ts';

export type { SpawnProcess };

/** The installed program on this machine, as the use cases need it. */
export interface Program {
  readonly paths: ProgramPaths;
  /** Starts the child processes for slow work. */
  readonly spawn: SpawnProcess;
  /** Execution providers in the order in which they are tried. */
  readonly providers: readonly string[];
  /** Inference threads. */
  readonly threads: number;
  /** The file in which this machine's verdicts on providers are kept. */
  readonly verdicts: string;
  /** Which libraries the user trusts on this machine. */
  readonly trust: LibraryTrust;
}

/** @param spawn by default, slow work runs in forked Node processes; Electron passes its own */
export const thisProgram = (spawn: SpawnProcess = forkProcess): Program => ({
  paths: programPaths(),
  spawn,
  providers: defaultProviders(),
  threads: defaultThreads(),
  verdicts: join(configDir(), 'providers.json'),
  trust: new LibraryTrust(configDir()),
});
