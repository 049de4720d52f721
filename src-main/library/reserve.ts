import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Enough for thousands of rows. */
const RESERVE_BYTES = 4 * 2 ** 20;
/** Space is reserved only if this many times as much is free. */
const PLENTY = 8;

/**
 * Disk space reserved for the library's own rows. Stems can fill a disk to the last byte, yet the job's
 * failure must still be recorded: the reserve is released for that, and taken again once there is space.
 */
export class DiskReserve {
  readonly #path: string;
  #kept = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Takes the reserve if it is missing and there is enough space. Never throws: what it follows is committed by then. */
  keep(): void {
    if (this.#kept) return;
    try {
      const { bavail, bsize } = statfsSync(dirname(this.#path));
      if (bavail * bsize < PLENTY * RESERVE_BYTES) return;
      writeFileSync(this.#path, Buffer.alloc(RESERVE_BYTES), { mode: 0o600 });
      this.#kept = true;
    } catch {
      // Another program took the space in the meantime, or the folder is not there at the moment. Without a reserve the
      // library still works until the disk is full.
      rmSync(this.#path, { force: true });
    }
  }

  /** @returns whether there is more room now */
  release(): boolean {
    if (!this.#kept) return false;
    rmSync(this.#path, { force: true });
    this.#kept = false;
    return true;
  }
}
