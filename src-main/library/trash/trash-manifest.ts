import { z } from 'zod';
import { TrashKind } from '../../../src-shared/contract/trash.ts';
import { AdaptationRow } from '../rows/adaptations.ts';
import { SeparationId } from '../../../src-shared/project/ids.ts';
import { RecordingRows, SeparationRows, StemVersionRows } from '../sidecar/row-documents.ts';

/** A file or folder of the library, relative to it with `/`. Nothing here may lead out of the library. */
export const StoredPath = z
  .string()
  .max(1000)
  .regex(
    /^((audio|peaks|covers|impulses|adaptations|models)\/[^/\\]+|stems\/[^/\\]+(\/[^/\\]+){0,2})$/,
    'not a path of the library',
  )
  .refine((path) => !/(^|\/)\.\.?(\/|$)/.test(path) && !path.includes('\0'), 'leads elsewhere');

/** Contents of a trash entry: the files' locations, and the rows that a restore recreates. */
export const TrashManifest = z.object({
  schema: z.literal(1),
  /** Of what was removed. */
  id: z.string().regex(/^[\w.-]{1,120}$/),
  kind: TrashKind,
  title: z.string().max(1000),
  reason: z.string().max(1000),
  removedAt: z.iso.datetime(),
  paths: z.array(StoredPath).max(100_000),
  recording: RecordingRows.nullable(),
  separations: z.array(SeparationRows).max(10_000),
  adaptation: AdaptationRow.nullable(),
  /** Of a separation that stayed; absent from entries that were made before stems had versions. */
  stemVersion: StemVersionRows.extend({ separationId: SeparationId }).nullable().default(null),
  /** Files of stems that others of the same content replaced; absent from entries made before stems had formats. */
  stemFiles: z
    .object({
      separationId: SeparationId,
      files: z.array(z.object({ path: StoredPath, replacement: StoredPath })).max(100_000),
    })
    .nullable()
    .default(null),
});
export type TrashManifest = z.infer<typeof TrashManifest>;
