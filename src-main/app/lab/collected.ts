import { createHash } from 'node:crypto';
import type { ArchiveEntry } from '../../archive/write-archive.ts';
import type { FileContent } from '../../audio/read/file-content.ts';
import { documentBytes, type Manifest } from './format.ts';

/** The entries of an archive that is being made, each with its hash. */
export class Collected {
  readonly entries: ArchiveEntry[] = [];
  readonly hashes: Record<string, Manifest['entries'][string]> = {};

  addBytes(name: string, bytes: Buffer): void {
    this.entries.push({ name, bytes });
    this.hashes[name] = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  }

  addDocument(name: string, value: unknown): void {
    this.addBytes(name, documentBytes(value));
  }

  /** Adds a file under its hash, once. @returns the entry's name */
  addSound(path: string, { sha256, bytes }: FileContent): string {
    const name = `sounds/${sha256}`;
    if (this.hashes[name] === undefined) {
      this.entries.push({ name, path });
      this.hashes[name] = { sha256, bytes };
    }
    return name;
  }
}
