import type { AppOptions } from './app.ts';
import { programOptions } from './program-options.ts';
import { programLog } from './program/log.ts';
import type { Program } from './program/program.ts';

/** The application's options for the command line, which has no window. */
export const windowless = (program: Program, libraryDir: string): AppOptions => ({
  ...programOptions(program, libraryDir),
  // The message of an internal error refers to the log.
  log: programLog(),
  downloadsDir: libraryDir,
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
});
