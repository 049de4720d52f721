import { closeSync, openSync } from 'node:fs';

/**
 * Makes an empty file that only this user may read, where there is none. SQLite gives a new database what the umask
 * leaves, which is usually readable by everybody, and its journals the permissions of the database.
 */
export function makePrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600));
}
