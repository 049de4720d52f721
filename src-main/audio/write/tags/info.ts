import type { ExportMetadata } from '../../../../src-shared/contract/export.ts';
import { givenFields } from './tags.ts';

/** RIFF's names (Multimedia Programming Interface and Data Specifications 1.0, chapter 3), and, for composers, a later one in use. */
const NAMES: Readonly<Record<keyof ExportMetadata, string>> = {
  title: 'INAM',
  composer: 'IMUS',
  performers: 'IART',
  album: 'IPRD',
  date: 'ICRD',
  genre: 'IGNR',
  copyright: 'ICOP',
  comment: 'ICMT',
};

/** The body of a LIST chunk of type INFO, in UTF-8 as most programs write and read it; empty where there is nothing to say. */
export function infoBody(metadata: ExportMetadata): Buffer {
  const items = givenFields(metadata).map(([field, text]) => item(NAMES[field], text));
  return items.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from('INFO', 'latin1'), ...items]);
}

/** A text that ends with a zero, padded to an even length that its size does not count. */
function item(name: string, text: string): Buffer {
  const value = Buffer.from(`${text}\0`);
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(value.length, 4);
  return Buffer.concat([head, value, Buffer.alloc(value.length % 2)]);
}
