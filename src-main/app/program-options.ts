import type { AppOptions } from './app.ts';
import { doctorReport } from './program/doctor-report.ts';
import type { Program } from './program/program.ts';

/** The options for the application that every door takes from the installed program. */
export const programOptions = (
  { paths, spawn, providers, threads, verdicts, trust }: Program,
  libraryDir: string,
) =>
  ({
    libraryDir,
    modelsDir: paths.modelsDir,
    demoDir: paths.demoDir,
    version: paths.version,
    spawn,
    providers,
    threads,
    verdicts,
    trust,
    doctor: async (registry, signal) => ({
      ...(await doctorReport({ libraryDir, registry, spawn, verdicts, signal })),
    }),
  }) satisfies Partial<AppOptions>;
