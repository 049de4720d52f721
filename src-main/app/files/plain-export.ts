import { NAME_TEMPLATE, NO_METADATA, NO_PARTS } from '../../../src-shared/contract/export.ts';
import type { ExportInput } from '../../audio/render/export-input.ts';

/** An export of the whole project that changes nothing and says nothing about its music. */
export const PLAIN_EXPORT = {
  /** They lie in the library, which exports of files don't read. */
  impulses: {},
  parts: NO_PARTS,
  regions: [],
  kbps: 0,
  gainDb: 0,
  loudness: null,
  measured: null,
  clipping: 'refuse',
  template: NAME_TEMPLATE.usual,
  today: '',
  metadata: NO_METADATA,
  cover: null,
  fileName: null,
} as const satisfies Partial<ExportInput>;
