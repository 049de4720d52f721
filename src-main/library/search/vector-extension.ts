import type { Database } from 'better-sqlite3';
import { getLoadablePath } from 'sqlite-vec';
import type { Log } from '../log/log.ts';

/**
 * Loads sqlite-vec into a connection.
 * @returns whether it is there now: on a platform without a build of it the library works without the index
 */
export function loadVectorExtension(database: Database, log: Log): boolean {
  try {
    // SQLite opens the file itself and cannot read Electron's archives.
    database.loadExtension(getLoadablePath().replace(/app\.asar(?=[\\/])/, 'app.asar.unpacked'));
    return true;
  } catch (error) {
    log.warn('sqlite-vec can not be loaded here: what sounds alike is found without an index', error);
    return false;
  }
}
