import { realpathSync, statSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, isAbsolute, resolve } from 'node:path';
import { Failure } from '../../src-shared/contract/failure.ts';
import type { GrantedFile } from '../../src-shared/contract/system.ts';
import { newGrantId, type GrantId } from '../../src-shared/project/ids.ts';
import { liesUnder } from '../library/folder.ts';

export type GrantAccess = 'read' | 'write' | 'read-write';

export interface GrantRequest {
  readonly kind: 'file' | 'folder';
  readonly access: GrantAccess;
  /** Shown to the user; defaults to the last part of the path. */
  readonly name?: string;
  /** An upload's file: the call that consumes it also removes it. */
  readonly temporary?: boolean;
}

export interface Granted {
  readonly path: string;
  readonly name: string;
  readonly kind: 'file' | 'folder';
  readonly temporary: boolean;
}

interface Entry extends Granted {
  readonly access: GrantAccess;
  usedAt: number;
}

/** A grant expires after this long without use. */
export const GRANT_LIFE_MS = 12 * 60 * 60 * 1000;
const MAX_GRANTS = 20_000;

/**
 * The renderer's only access to files: a door turns a path that the user chose into an opaque id, and only
 * granted files are ever opened. Paths are stored with all links resolved and are resolved again at each use,
 * so a link that is created later can't redirect them.
 */
export class Grants {
  readonly #entries = new Map<GrantId, Entry>();
  readonly #byPath = new Map<string, GrantId>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * The same path, kind and access get the same id until it expires.
   * @throws Failure `file/not-found` if nothing of that kind exists there
   */
  grantPath(path: string, request: GrantRequest): GrantedFile {
    let real: string;
    let bytes: number | null;
    try {
      real = realpathSync(resolve(path));
      const found = statSync(real);
      if (request.kind === 'folder' ? !found.isDirectory() : !found.isFile()) throw new Error('another kind');
      bytes = request.kind === 'file' ? found.size : null;
    } catch (cause) {
      const what = request.kind === 'folder' ? 'a folder' : 'a file';
      throw new Failure('file/not-found', `"${basename(path)}" is not ${what} that can be opened`, { cause });
    }
    const name = request.name ?? basename(path);
    const key = [request.kind, request.access, request.temporary === true, name, real].join('\0');
    const known = this.#byPath.get(key);
    const entry = known === undefined ? undefined : this.#entries.get(known);
    if (known !== undefined && entry !== undefined) {
      entry.usedAt = this.#now();
      return { grantId: known, name, kind: request.kind, bytes };
    }
    this.#makeRoom();
    const grantId = newGrantId();
    this.#entries.set(grantId, {
      path: real,
      name,
      kind: request.kind,
      access: request.access,
      temporary: request.temporary === true,
      usedAt: this.#now(),
    });
    this.#byPath.set(key, grantId);
    return { grantId, name, kind: request.kind, bytes };
  }

  /**
   * @throws Failure `file/not-granted` for an id that is unknown, has expired, or does not allow this access
   */
  resolve(id: GrantId, access: GrantAccess): Granted {
    const entry = this.#entries.get(id);
    if (entry === undefined || this.#now() - entry.usedAt > GRANT_LIFE_MS) {
      this.#entries.delete(id);
      throw new Failure('file/not-granted', 'Choose the file again: Divisi may no longer open it');
    }
    if (entry.access !== access && entry.access !== 'read-write') {
      throw new Failure('file/not-granted', `"${entry.name}" was not chosen for this`);
    }
    let real: string;
    try {
      real = realpathSync(entry.path);
    } catch (cause) {
      throw new Failure('file/not-found', `"${entry.name}" is no longer there`, { cause });
    }
    if (real !== entry.path)
      throw new Failure('file/not-granted', `"${entry.name}" now points to a different place`);
    entry.usedAt = this.#now();
    const { path, name, kind, temporary } = entry;
    return { path, name, kind, temporary };
  }

  /**
   * Resolves `inside`, relative to a granted folder, following all links.
   * @throws Failure `file/not-granted` if the result is outside the folder, `file/not-found`
   */
  async resolveUnder(id: GrantId, inside: string, access: GrantAccess): Promise<string> {
    const folder = this.resolve(id, access);
    if (folder.kind !== 'folder' || isAbsolute(inside)) {
      throw new Failure('file/not-granted', `"${folder.name}" was not chosen for this`);
    }
    const path = resolve(folder.path, inside);
    if (!liesUnder(folder.path, path)) throw outside(folder.name);
    let real: string;
    try {
      real = await realpath(path);
    } catch (cause) {
      throw new Failure('file/not-found', `"${basename(path)}" is no longer there`, { cause });
    }
    if (!liesUnder(folder.path, real)) throw outside(folder.name);
    return real;
  }

  #makeRoom(): void {
    if (this.#entries.size < MAX_GRANTS) return;
    const oldest = [...this.#entries].sort(([, a], [, b]) => a.usedAt - b.usedAt);
    for (const [id] of oldest.slice(0, MAX_GRANTS / 10)) this.#entries.delete(id);
    for (const [key, id] of this.#byPath) if (!this.#entries.has(id)) this.#byPath.delete(key);
  }
}

const outside = (name: string): Failure =>
  new Failure('file/not-granted', `Only what lies in "${name}" was chosen`);
