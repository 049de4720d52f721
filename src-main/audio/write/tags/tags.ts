import type { ExportMetadata } from '../../../../src-shared/contract/export.ts';

/** What a file says about itself, besides its sound. */
export interface FileTags {
  readonly metadata: ExportMetadata;
  readonly cover: CoverImage | null;
}

/** A JPEG or PNG picture of the front cover. */
export interface CoverImage {
  readonly mime: 'image/jpeg' | 'image/png';
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
}

/** The metadata that have a text, in their order. */
export function givenFields(metadata: ExportMetadata): [keyof ExportMetadata, string][] {
  return (Object.entries(metadata) as [keyof ExportMetadata, string][]).filter(([, text]) => text !== '');
}
