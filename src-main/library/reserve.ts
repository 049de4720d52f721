import { rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Enough for thousands of rows. */
const RESERVE_BYTES = 4 * 2 ** 20;
/** Room is set aside only where this many times as much is free. */
const PLENTY = 8;

/**
 * Room set aside for the library's own rows. Stems fill a disk to the last byte; that a job failed, and why, must be
 * written down all the same, so the reserve is given up for it and set aside again once there is room.
 */
export class DiskReserve {
  readonly #path: string;
  #kept = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Sets the room aside where it is not and there is plenty. */
  keep(): void {
    if (this.#kept) return;
    const { bavail, bsize } = statfsSync(dirname(this.#path));
    if (bavail * bsize < PLENTY * RESERVE_BYTES) return;
    try {
      writeFileSync(this.#path, Buffer.alloc(RESERVE_BYTES), { mode: 0o600 });
      this.#kept = true;
    } catch {
      // Somebody else took the room meanwhile: without a reserve the library works as well, until the disk is full.
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
