import type { AppOptions } from './app.ts';
import type { Program } from './program/program.ts';

/** The application as the command line opens it: no window, so nothing that only a window offers. */
export const windowless = (
  { paths, spawn, providers, threads, trust }: Program,
  libraryDir: string,
): AppOptions => ({
  libraryDir,
  modelsDir: paths.modelsDir,
  demoDir: paths.demoDir,
  downloadsDir: libraryDir,
  version: paths.version,
  capabilities: {
    door: 'cli',
    fileDialogs: false,
    upload: false,
    uploadLimit: null,
    folderBrowser: false,
    download: false,
    taskbarProgress: false,
    menu: false,
    recentFiles: false,
    dragOut: false,
  },
  spawn,
  providers,
  threads,
  trust,
});
