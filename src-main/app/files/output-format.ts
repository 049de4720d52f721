import { basename, extname } from 'node:path';
import { Failure } from '../../../src-shared/contract/failure.ts';
import { Container, type BitDepth } from '../../../src-shared/contract/audio.ts';

/** @throws Failure `call/invalid` where the name ends in neither .wav nor .flac */
export function containerOf(path: string): Container {
  const container = Container.safeParse(extname(path).slice(1).toLowerCase());
  if (container.success) return container.data;
  throw new Failure(
    'call/invalid',
    `A mix goes into a file that ends in .wav or .flac, not "${basename(path)}"`,
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
