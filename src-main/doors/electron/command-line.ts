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
 * Reads what the program was started with. Chromium's own switches are passed over.
 * @param args the arguments after the executable
 * @param cwd the folder that relative paths start from
 * @param appPath where the program's code lies: Electron is given it as an argument where it runs from the sources
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

/** Linux desktops hand files over as URLs; those of other schemes are nothing to open. */
function pathOf(text: string, cwd: string): string | null {
  if (text === '') return null;
  // One letter before the colon is a drive.
  if (!/^[a-z][a-z0-9+.-]+:/i.test(text)) return resolve(cwd, text);
  const url = URL.parse(text);
  if (url?.protocol !== 'file:') return null;
  try {
    return fileURLToPath(url);
  } catch {
    // A file of another computer.
    return null;
  }
}
