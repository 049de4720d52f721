import { basename, extname } from 'node:path';
import type { BitDepth, Container } from '../../../src-shared/contract/audio.ts';
import { ExportFormat } from '../../../src-shared/contract/export.ts';
import { Failure } from '../../../src-shared/contract/failure.ts';

/** @throws Failure `call/invalid` where the name ends in no format's extension */
export function formatOfName(path: string): ExportFormat {
  const format = ExportFormat.safeParse(extname(path).slice(1).toLowerCase());
  if (format.success) return format.data;
  throw new Failure(
    'call/invalid',
    `A mix goes into a file that ends in .wav, .flac, .mp3 or .opus, not "${basename(path)}"`,
  );
}

/**
 * Refuses a bit depth that the container can't store, before any work is done.
 * @param depth undefined for the recording's own depth
 * @throws Failure `call/invalid`
 */
export function requireHolds(container: Container, depth: BitDepth | undefined): void {
  if (container === 'flac' && depth === '32f') {
    throw new Failure('call/invalid', 'FLAC supports 16 or 24 bits, not 32f');
  }
}
