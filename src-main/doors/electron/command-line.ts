import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export interface CommandLine {
  readonly probe: boolean;
  /** The library's folder; null for the default one. */
  readonly library: string | null;
  /** Absolute paths of the files and folders to open. */
  readonly files: readonly string[];
}

/**
 * Parses the program's command line and skips Chromium's own switches.
 * @param args the arguments after the executable
 * @param cwd the base folder for relative paths
 * @param appPath the program's code, which Electron gets as an argument when it runs from the sources
 */
export function readCommandLine(args: readonly string[], cwd: string, appPath: string): CommandLine {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { probe: { type: 'boolean' }, library: { type: 'string' } },
    strict: false,
    allowPositionals: true,
  });
  const { probe, library } = values;
  return {
    probe: probe === true,
    library: typeof library === 'string' ? resolve(cwd, library) : null,
    files: positionals
      .map((text) => pathOf(text, cwd))
      .filter((path): path is string => path !== null && path !== resolve(appPath)),
  };
}

/** Linux desktops pass files as URLs; URLs of other schemes can't be opened. */
function pathOf(text: string, cwd: string): string | null {
  if (text === '') return null;
  // A single letter before the colon is a drive.
  if (!/^[a-z][a-z0-9+.-]+:/i.test(text)) return resolve(cwd, text);
  const url = URL.parse(text);
  if (url?.protocol !== 'file:') return null;
  try {
    return fileURLToPath(url);
  } catch {
    // The file is on another computer.
    return null;
  }
}
