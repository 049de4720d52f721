import { readdir, realpath } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import { liesUnder } from '../library/folder.ts';

/** Names worth a look in a folder; a single file is judged by its content alone. */
const AUDIO_EXTENSIONS = new Set(
  'wav wave bwf rf64 w64 aif aiff aifc flac mp3 ogg oga opus m4a mp4 aac alac caf'.split(' '),
);
export const MAX_FOLDER_FILES = 5000;
const MAX_DEPTH = 16;

/**
 * The audio files under a folder, in order of their names, hidden ones left out. A link is followed only where it
 * stays inside the folder.
 * @throws Failure `file/not-found` where there is none, `file/too-large` above `MAX_FOLDER_FILES`
 */
export async function findAudio(folder: string): Promise<string[]> {
  const found: string[] = [];
  const seen = new Set<string>();
  const walk = async (dir: string, depth: number): Promise<void> => {
    if (depth > MAX_DEPTH || seen.has(dir)) return;
    seen.add(dir);
    const names = await readdir(dir, { withFileTypes: true });
    names.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    for (const entry of names) {
      if (entry.name.startsWith('.')) continue;
      const path = await realpath(join(dir, entry.name)).catch(() => null);
      if (path === null || !liesUnder(folder, path)) continue;
      if (entry.isDirectory()) await walk(path, depth + 1);
      else if (entry.isFile() && AUDIO_EXTENSIONS.has(extname(entry.name).slice(1).toLowerCase())) {
        found.push(path);
      }
      if (found.length > MAX_FOLDER_FILES) {
        throw new Failure(
          'file/too-large',
          `More than ${MAX_FOLDER_FILES} audio files at once; choose a folder inside`,
        );
      }
    }
  };
  await walk(folder, 0);
  if (found.length === 0) {
    throw new Failure('file/not-found', `There is no audio file in "${basename(folder)}"`);
  }
  return found;
}
