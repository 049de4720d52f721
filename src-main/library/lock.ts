import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import BetterSqlite from 'better-sqlite3';
import { z } from 'zod';
import { makePrivate } from './make-private.ts';
import { Failure } from '../../src-shared/contract/failure.ts';

const Holder = z.object({ pid: z.number().int(), host: z.string(), since: z.string() });
export type LockHolder = z.infer<typeof Holder>;

export interface LibraryLock {
  /** Whether the previous holder ended without releasing it. */
  readonly wasLeft: boolean;
  release(): void;
}

const holderPath = (lockPath: string): string => `${lockPath}.json`;

/**
 * Allows one writer per library: an exclusive transaction on a sidecar database, held until `release` or
 * until the process ends and the operating system drops it. A killed program therefore never leaves a library
 * locked.
 * @throws Failure `library/locked`, naming the process that holds it
 */
export function lockLibrary(lockPath: string): LibraryLock {
  makePrivate(lockPath);
  const sidecar = new BetterSqlite(lockPath, { timeout: 0 });
  try {
    sidecar.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    sidecar.close();
    if (error instanceof BetterSqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw lockedBy(readHolder(lockPath), error);
    }
    throw error;
  }
  const wasLeft = existsSync(holderPath(lockPath));
  const holder: LockHolder = { pid: process.pid, host: hostname(), since: new Date().toISOString() };
  writeFileSync(holderPath(lockPath), JSON.stringify(holder), { mode: 0o600 });
  return {
    wasLeft,
    release() {
      if (!sidecar.open) return;
      rmSync(holderPath(lockPath), { force: true });
      sidecar.close();
    },
  };
}

/** The lock's holder, if known: the note next to the lock may be missing or half written. */
export function readHolder(lockPath: string): LockHolder | null {
  try {
    return Holder.parse(JSON.parse(readFileSync(holderPath(lockPath), 'utf8')));
  } catch {
    return null;
  }
}

export function lockedBy(holder: LockHolder | null, cause?: unknown): Failure {
  const who = holder === null ? 'another program' : `process ${holder.pid} on ${holder.host}`;
  return new Failure(
    'library/locked',
    `The library is open in ${who}, which alone may change it. Close it there, or open the library read-only.`,
    { cause, details: { pid: holder?.pid ?? null } },
  );
}
