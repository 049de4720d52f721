import { createHash, randomUUID } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../../src-shared/contract/failure.ts';
import { libraryFolder } from './folder.ts';

const Id = z.uuid();
const Note = z.object({ path: z.string(), id: Id, since: z.string() });

/**
 * Records which libraries the user of this machine trusts: those created here, and those the user approved.
 * Each library has one note in the user's own configuration, which names the folder's real path and the id
 * inside it. A library that was copied, moved or sent by somebody else therefore can't bring trust along.
 */
export class LibraryTrust {
  readonly #folder: string;

  /** @param configDir the user's own folder for configuration; made when something is first noted */
  constructor(configDir: string) {
    this.#folder = join(configDir, 'trusted-libraries');
  }

  isTrusted(root: string): boolean {
    const path = realPathOf(root);
    const id = path === null ? null : readId(path);
    if (path === null || id === null) return false;
    const note = parsed(readText(this.#noteOf(path)));
    return note !== null && note.path === path && note.id === id;
  }

  /** @throws Failure `library/not-found`, `disk/unwritable` */
  trust(root: string): void {
    const path = realPathOf(root);
    if (path === null) throw new Failure('library/not-found', `There is no folder "${root}"`);
    try {
      const id = readId(path) ?? writeId(path);
      mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
      writeByRename(this.#noteOf(path), JSON.stringify({ path, id, since: new Date().toISOString() }));
    } catch (cause) {
      throw new Failure('disk/unwritable', 'The trust in this library could not be written down', { cause });
    }
  }

  /**
   * Trusts a library that is about to be created in an empty or missing folder. A folder with contents keeps
   * its state.
   * @throws Failure `disk/unwritable`
   */
  claim(root: string): void {
    if (!isUnmade(root)) return;
    try {
      mkdirSync(root, { recursive: true, mode: 0o700 });
    } catch (cause) {
      throw new Failure('disk/unwritable', `The library folder ${root} can't be written to`, { cause });
    }
    this.trust(root);
  }

  /** @throws Failure `disk/unwritable` */
  revoke(root: string): void {
    try {
      rmSync(this.#noteOf(realPathOf(root) ?? root), { force: true });
    } catch (cause) {
      throw new Failure('disk/unwritable', 'The trust in this library could not be taken back', { cause });
    }
  }

  #noteOf(path: string): string {
    return join(this.#folder, `${createHash('sha256').update(path).digest('hex').slice(0, 32)}.json`);
  }
}

/** Whether opening `root` makes a new library of the user's own: there is no folder yet, or nothing in it. */
export function isUnmade(root: string): boolean {
  try {
    return readdirSync(root).length === 0;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return true;
    // Opening it tells what is wrong with it.
    return false;
  }
}

function realPathOf(root: string): string | null {
  try {
    return realpathSync(root);
  } catch {
    return null;
  }
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

const readId = (root: string): string | null =>
  Id.safeParse(readText(libraryFolder(root).id)?.trim()).data ?? null;

function writeId(root: string): string {
  const id = randomUUID();
  writeByRename(libraryFolder(root).id, `${id}\n`);
  return id;
}

function writeByRename(path: string, text: string): void {
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, text, { mode: 0o600 });
  renameSync(part, path);
}

function parsed(text: string | null): z.infer<typeof Note> | null {
  if (text === null) return null;
  try {
    return Note.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    // A damaged note counts as missing: the user is asked again.
    return null;
  }
}

/**
 * An untrusted library must lie completely in its folder: through a linked `audio` or `serve`, Divisi would
 * write and clean up in one of the user's other folders.
 * @throws Failure `library/untrusted`
 */
export function refuseLinks(root: string): void {
  const linked = [root, libraryFolder(root).serve].flatMap(linksIn)[0];
  if (linked === undefined) return;
  throw new Failure(
    'library/untrusted',
    `This library comes from elsewhere, and its "${linked}" is a link to another place, so it is not opened. ` +
      `If it is yours: divisi library trust "${root}"`,
  );
}

function linksIn(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isSymbolicLink())
      .map(({ name }) => name);
  } catch {
    // No such folder: nothing in it is linked.
    return [];
  }
}
