import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those above it that are missing, as `mkdir` with `recursive` does, which for a folder inside
 * /proc never ends: making it fails with ENOENT although the folder above is there.
 * @returns the outermost folder created, or undefined if none was
 * @throws the system's error
 */
export async function makeFolder(path: string, mode?: number): Promise<string | undefined> {
  try {
    await mkdir(path, mode);
    return path;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && (await isFolder(path))) return undefined;
    if (code !== 'ENOENT' || dirname(path) === path || (await isFolder(dirname(path)))) throw error;
  }
  const outermost = await makeFolder(dirname(path), mode);
  const own = await makeFolder(path, mode);
  return outermost ?? own;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
