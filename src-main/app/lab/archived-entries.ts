import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { Archive } from '../../archive/read-archive.ts';
import { MANIFEST, Manifest, MOST_DOCUMENT_BYTES } from './format.ts';

/** The documents of an open archive, as its manifest lists them. */
export class ArchivedEntries {
  readonly archive: Archive;
  readonly manifest: Manifest;

  private constructor(archive: Archive, manifest: Manifest) {
    this.archive = archive;
    this.manifest = manifest;
  }

  /** @throws Failure `file/unreadable`, `file/too-large` */
  static async of(archive: Archive): Promise<ArchivedEntries> {
    return new ArchivedEntries(archive, parsed(Manifest, await archive.read(MANIFEST, MOST_DOCUMENT_BYTES)));
  }

  /** A document, if it is what was archived. @throws Failure `file/unreadable`, `file/too-large` */
  async bytes(name: string): Promise<Buffer> {
    const bytes = await this.archive.read(name, MOST_DOCUMENT_BYTES);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (this.manifest.entries[name]?.sha256 === sha256) return bytes;
    throw new Failure('file/unreadable', `"${name}" in the archive was changed after it was archived`);
  }

  async text(name: string): Promise<string> {
    return (await this.bytes(name)).toString('utf8');
  }

  async json(name: string): Promise<unknown> {
    return json(await this.bytes(name));
  }

  async parsed<T>(schema: z.ZodType<T>, name: string): Promise<T> {
    return parsed(schema, await this.bytes(name));
  }
}

function json(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new Failure('file/unreadable', 'The archive contains a document that is no JSON', { cause });
  }
}

function parsed<T>(schema: z.ZodType<T>, bytes: Buffer): T {
  const result = schema.safeParse(json(bytes));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new Failure('file/unreadable', `The archive does not fit its format at "${where}"`, {
    cause: result.error,
  });
}

export const linesOf = (text: string): string[] => text.split(/\r?\n/);
