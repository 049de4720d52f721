import type { AppOptions } from './app.ts';
import { doctorReport } from './program/doctor-report.ts';
import type { Program } from './program/program.ts';

/** The options for the application that every door takes from the installed program. */
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
