import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Flags that isolate Python (`-I` ignores every `PYTHON…` variable, the current folder and the user's site-packages),
 * write no bytecode next to the programs, and use UTF-8 whatever the locale.
 */
export const ISOLATED = ['-I', '-B', '-X', 'utf8'] as const;

/** The absolute folders of PATH; `.` and empty entries depend on the current folder and are left out. */
const foldersOf = (env: Env): string[] => (pathOf(env) ?? '').split(delimiter).filter(isAbsolute);

/** Windows spells the variable `Path`. */
const pathOf = (env: Env): string | undefined =>
  Object.entries(env).find(([name]) => name.toUpperCase() === 'PATH')?.[1];

/** The environment without variables that change which code Python runs, and with only absolute folders in PATH. */
export function isolatedEnvironment(env: Env = process.env): NodeJS.ProcessEnv {
  const kept: NodeJS.ProcessEnv = {};
  for (const [name, value] of Object.entries(env)) {
    const upper = name.toUpperCase();
    // macOS uses `__PYVENV_LAUNCHER__` to pass on which environment an interpreter belongs to.
    if (upper.startsWith('PYTHON') || upper === '__PYVENV_LAUNCHER__') continue;
    kept[name] = upper === 'PATH' ? foldersOf(env).join(delimiter) : value;
  }
  return kept;
}

/**
 * Resolves `name` to an absolute path, or null. The system's own search is not used: it also searches the current
 * folder if PATH has a relative entry, and always on Windows.
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
