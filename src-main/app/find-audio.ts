import { isUtf8 } from 'node:buffer';
import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import { leftOutText, type LeftOut } from '../../src-shared/contract/left-out.ts';
import { liesUnder } from '../library/folder.ts';
import { en } from '../../src-shared/words/en/index.ts';

/** File extensions to consider in a folder; a single file is judged by its content alone. */
const AUDIO_EXTENSIONS = new Set(
  (
    'wav wave bwf rf64 bw64 w64 aif aiff aifc flac mp3 mp2 mpga ogg oga opus m4a mp4 aac alac caf ' +
    'au snd ape wv tta wma asf mka webm 3gp'
  ).split(' '),
);
export const MAX_FOLDER_FILES = 5000;
const MAX_DEPTH = 16;
const MOST_EXAMPLES = 3;

export interface FoundFile {
  /** With all symbolic links resolved. */
  readonly path: string;
  /** The name in the folder; for a link, the link's own name. */
  readonly name: string;
}

export interface FoundAudio {
  readonly files: readonly FoundFile[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * The audio files below a folder, sorted by name, and what was skipped. Links are followed, but each file and
 * folder is visited once, so cycles end.
 * @param links `inside` skips links that lead out of the folder
 * @throws Failure `file/not-found` if there is none, `file/too-large` above `mostFiles`
 */
export async function findAudio(
  folder: string,
  links: 'inside' | 'anywhere' = 'inside',
  mostFiles = MAX_FOLDER_FILES,
): Promise<FoundAudio> {
  const found = new Map<string, FoundFile>();
  const leftOut = new LeftOutCounts();
  const seen = new Set<string>();

  const walk = async (dir: string, shown: string, depth: number): Promise<void> => {
    if (seen.has(dir)) return;
    seen.add(dir);
    if (depth > MAX_DEPTH) return leftOut.add('depth', shown);
    const names = await readdir(dir, { withFileTypes: true, encoding: 'buffer' }).catch(() => null);
    if (names === null) return leftOut.add('broken', shown);
    for (const entry of inOrder(names, (name) => leftOut.add('name', join(shown, name)))) {
      await visit(dir, join(shown, entry.name), entry, depth);
      if (found.size > mostFiles) {
        throw new Failure(
          'file/too-large',
          `More than ${mostFiles} audio files at once; choose a folder inside`,
        );
      }
    }
  };

  const visit = async (dir: string, shown: string, { name, isLink }: Entry, depth: number): Promise<void> => {
    const isAudio = AUDIO_EXTENSIONS.has(extname(name).slice(1).toLowerCase());
    if (name.startsWith('.')) {
      if (isAudio) leftOut.add('hidden', shown);
      return;
    }
    const path = await realpath(join(dir, name)).catch(() => null);
    const target = path === null ? null : await stat(path).catch(() => null);
    if (path === null || target === null) return leftOut.add('broken', shown);
    if (isLink && links === 'inside' && !liesUnder(folder, path)) return leftOut.add('outside', shown);
    if (target.isDirectory()) return walk(path, shown, depth + 1);
    if (!target.isFile() || !isAudio) return leftOut.add('kind', shown, extname(name).toLowerCase());
    if (found.has(path)) return leftOut.add('twice', shown);
    found.set(path, { path, name });
  };

  await walk(folder, '', 0);
  if (found.size === 0) {
    const others = leftOut
      .list()
      .map((item) => leftOutText(item, en.leftOut))
      .join('; ');
    throw new Failure(
      'file/not-found',
      `There is no audio file in "${basename(folder)}"${others === '' ? '' : `. Left out: ${others}`}`,
    );
  }
  return { files: [...found.values()], leftOut: leftOut.list() };
}

interface Entry {
  readonly name: string;
  readonly isLink: boolean;
}

/** Sorted by name, links last, so that a file keeps its own name if a link next to it points to it too. */
function inOrder(entries: readonly Dirent<Buffer>[], refuse: (name: string) => void): Entry[] {
  const readable: Entry[] = [];
  for (const entry of entries) {
    // Decoding such a name would produce a different name, for which there is no file.
    if (isUtf8(entry.name)) readable.push({ name: entry.name.toString(), isLink: entry.isSymbolicLink() });
    else refuse(entry.name.toString());
  }
  return readable.sort((a, b) =>
    a.isLink === b.isLink ? a.name.localeCompare(b.name, 'en', { numeric: true }) : a.isLink ? 1 : -1,
  );
}

class LeftOutCounts {
  readonly #counts = new Map<string, LeftOut>();

  add(reason: LeftOut['reason'], shown: string, extension = ''): void {
    const key = `${reason}\0${extension}`;
    const { count, examples } = this.#counts.get(key) ?? { count: 0, examples: [] };
    this.#counts.set(key, {
      reason,
      extension,
      count: count + 1,
      examples: examples.length < MOST_EXAMPLES ? [...examples, shown === '' ? '.' : shown] : examples,
    });
  }

  list(): LeftOut[] {
    return [...this.#counts.values()];
  }
}
