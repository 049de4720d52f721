import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const PackageJson = z.object({ name: z.string(), version: z.string() });

/**
 * Locations of the program's own files: the same code works from the sources, from `dist/` and in a packaged
 * app.
 */
export interface ProgramPaths {
  readonly root: string;
  readonly version: string;
  /** The built renderer. */
  readonly rendererDir: string;
  /** Built-in models. */
  readonly modelsDir: string;
  readonly demoDir: string;
  /** A PNG file. */
  readonly icon: string;
}

/**
 * Walks up from this module to the folder that contains Divisi's package.json.
 * @throws Error if there is none: the installation is broken
 */
export function programPaths(from: string = dirname(fileURLToPath(import.meta.url))): ProgramPaths {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const found = PackageJson.safeParse(JSON.parse(readFileSync(file, 'utf8')));
      if (found.success && found.data.name === 'divisi') return pathsIn(folder, found.data.version);
    }
    if (dirname(folder) === folder) throw new Error(`No package.json of Divisi above ${from}`);
  }
}

function pathsIn(root: string, version: string): ProgramPaths {
  // Native code can't read inside an asar archive, so the files that it opens are unpacked next to it.
  const unpacked = root.endsWith('.asar') ? `${root}.unpacked` : root;
  return {
    root,
    version,
    rendererDir: join(root, 'dist', 'renderer'),
    modelsDir: join(unpacked, 'models'),
    demoDir: join(unpacked, 'assets', 'demo'),
    icon: join(root, 'assets', 'icons', 'icon.png'),
  };
}

/** The user's data folder according to the platform's convention. */
export function userDataDir(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Divisi');
  if (platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local'), 'Divisi');
  const xdg = env['XDG_DATA_HOME'];
  return join(xdg !== undefined && xdg !== '' ? xdg : join(home, '.local', 'share'), 'divisi');
}

/** The platform's folder for logs; `DIVISI_LOGS` overrides it. */
export function logPath(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const own = env['DIVISI_LOGS'];
  if (own !== undefined && own !== '') return join(own, 'divisi.log');
  if (platform === 'darwin') return join(home, 'Library', 'Logs', 'Divisi', 'divisi.log');
  if (platform === 'win32') return join(userDataDir(env, platform, home), 'logs', 'divisi.log');
  const xdg = env['XDG_STATE_HOME'];
  const state = xdg !== undefined && xdg !== '' ? xdg : join(home, '.local', 'state');
  return join(state, 'divisi', 'divisi.log');
}

/** The user's configuration folder according to the platform's convention; `DIVISI_CONFIG` overrides it. */
export function configDir(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  const own = env['DIVISI_CONFIG'];
  if (own !== undefined && own !== '') return own;
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Divisi');
  if (platform === 'win32') return join(env['APPDATA'] ?? join(home, 'AppData', 'Roaming'), 'Divisi');
  const xdg = env['XDG_CONFIG_HOME'];
  return join(xdg !== undefined && xdg !== '' ? xdg : join(home, '.config'), 'divisi');
}

/** The library to open if none is named: where the user moved it, if anywhere; `DIVISI_LIBRARY` overrides it. */
export function defaultLibraryDir(env: Readonly<Record<string, string | undefined>> = process.env): string {
  const own = env['DIVISI_LIBRARY'];
  if (own !== undefined && own !== '') return own;
  return movedLibrary(env) ?? join(userDataDir(env), 'library');
}

const Moved = z.object({ library: z.string().min(1) });
const movedPath = (env: Readonly<Record<string, string | undefined>>): string =>
  join(configDir(env), 'library.json');

function movedLibrary(env: Readonly<Record<string, string | undefined>>): string | null {
  try {
    return Moved.parse(JSON.parse(readFileSync(movedPath(env), 'utf8'))).library;
  } catch {
    // Not moved, or a note that says nothing: the usual place.
    return null;
  }
}

/** From now on, the library in `dir` is the one to open if none is named. */
export function rememberLibrary(
  dir: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): void {
  const path = movedPath(env);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(`${path}.new`, JSON.stringify({ library: dir }), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}
