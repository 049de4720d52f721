import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Marks the fuse wire: https://github.com/electron/electron/blob/main/docs/tutorial/fuses.md */
const SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';

/** The fuses as Electron ships them, in the order of `FuseV1Options`: '1' is on, '0' is off. */
const SHIPPED_FUSES = '10110001';

/**
 * Writes a file with a fuse wire like the one in Electron's executable (version 1, length, one character per fuse).
 */
export function stubExecutable(path: string, fuses: string = SHIPPED_FUSES): void {
  const wire = Buffer.concat([
    Buffer.from(`#!/bin/sh\n# ${SENTINEL}`),
    Buffer.from([1, fuses.length]),
    Buffer.from(`${fuses}\n`),
  ]);
  writeFileSync(path, wire);
  chmodSync(path, 0o755);
}

/** Creates the files that electron-builder needs from a Linux runtime, without the runtime itself. */
export function stubRuntime(folder: string, version: string): void {
  mkdirSync(join(folder, 'resources'), { recursive: true });
  stubExecutable(join(folder, 'electron'));
  writeFileSync(join(folder, 'version'), version);
}
