import type { BitDepth, Container, SampleFormat } from './audio.ts';

/**
 * The export depth that preserves every bit of a recording as far as the container allows: 8 bits widen to 16, and
 * more than 24 bits use floats, except in FLAC, which has no float format and uses 24 bits.
 */
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
