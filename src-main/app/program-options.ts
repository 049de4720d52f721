import type { AppOptions } from './app.ts';
import { doctorReport } from './program/doctor-report.ts';
import type { Program } from './program/program.ts';

/** What every door tells the application about the installed program. */
export const programOptions = ({ paths, spawn, providers, threads, trust }: Program, libraryDir: string) =>
  ({
    libraryDir,
    modelsDir: paths.modelsDir,
    demoDir: paths.demoDir,
    version: paths.version,
    spawn,
    providers,
    threads,
    trust,
    doctor: async (registry, signal) => ({
      ...(await doctorReport({ libraryDir, registry, spawn, signal })),
    }),
  }) satisfies Partial<AppOptions>;
