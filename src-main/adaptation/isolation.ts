import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * How Python is started: isolated (`-I` ignores every `PYTHON…` variable, the current folder and the user's own
 * site-packages), writing no byte code beside the programs, and with UTF-8 whatever the locale says.
 */
export const ISOLATED = ['-I', '-B', '-X', 'utf8'] as const;

/** Folders of PATH that mean the same wherever the program was started; `.` and empty entries do not. */
const foldersOf = (env: Env): string[] => (pathOf(env) ?? '').split(delimiter).filter(isAbsolute);

/** Windows spells the name `Path`. */
const pathOf = (env: Env): string | undefined =>
  Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1];

/** The environment without what changes which code Python runs, and with absolute folders only in PATH. */
export function isolatedEnvironment(env: Env = process.env): NodeJS.ProcessEnv {
  const kept: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(env)) {
    const upper = name.toUpperCase();
    // macOS hands `__PYVENV_LAUNCHER__` on to say which environment an interpreter belongs to.
    if (upper.startsWith('PYTHON') || upper === '__PYVENV_LAUNCHER__') continue;
    kept[name] = upper === 'PATH' ? foldersOf(env).join(delimiter) : value;
  }
  return kept;
}

/**
 * The program that `name` means, as an absolute path, or null. Looked up here, because the system's own search also
 * takes the current folder where PATH has a relative entry, and always on Windows.
 */
export function programOnPath(
  name: string,
  env: Env = process.env,
  platform: NodeJS.Platform = process.platform,
): string | null {
  const file = platform === 'win32' ? `${name}.exe` : name;
  return (
    foldersOf(env)
      .map((folder) => join(folder, file))
      .find(isProgram) ?? null
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
