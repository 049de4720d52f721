import { BitDepth, type Container } from '../../../src-shared/contract/audio.ts';
import { invalid, oneOf } from './call.ts';

/** @throws Failure `call/invalid` */
export function parseDepth(value: string | undefined, container: Container): BitDepth | null {
  if (value === undefined) return null;
  const depth = oneOf(value, BitDepth.options, '--bit-depth');
  if (container === 'flac' && depth === '32f') throw invalid('FLAC holds 16 or 24 bits, not 32f');
  return depth;
}
