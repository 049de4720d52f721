import type { SampleFormat } from '../../../src-shared/contract/schemas.ts';
import { invalid, oneOf } from './call.ts';

export type BitDepth = '16' | '24' | '32f';
export type Container = 'wav' | 'flac';
export const CONTAINERS = ['wav', 'flac'] as const;
export const BIT_DEPTHS = ['16', '24', '32f'] as const;

/** The depth that keeps every bit of a recording, as far as the container can. */
export function ownDepth(sampleFormat: SampleFormat, container: Container): BitDepth {
  switch (sampleFormat) {
    case 'u8':
    case 's16':
      return '16';
    case 's24':
      return '24';
    case 's32':
    case 'f32':
    case 'f64':
      return container === 'flac' ? '24' : '32f';
  }
}

/** @throws Failure `call/invalid` */
export function parseDepth(value: string | undefined, container: Container): BitDepth | null {
  if (value === undefined) return null;
  const depth = oneOf(value, BIT_DEPTHS, '--bit-depth');
  if (container === 'flac' && depth === '32f') throw invalid('FLAC holds 16 or 24 bits, not 32f');
  return depth;
}
