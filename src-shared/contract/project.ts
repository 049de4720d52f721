import { z } from 'zod';
import { ProjectDocument } from '../project/document.ts';

export const StoredProject = z.object({ revision: z.number().int(), document: ProjectDocument });
export type StoredProject = z.infer<typeof StoredProject>;

/** The key of the edit that made a revision, as the catalogue names it under `edits`; later versions may know more. */
export const EditKey = z.string().regex(/^[a-zA-Z]{1,40}$/);

export const LONGEST_VERSION_NAME = 80;

/** A saved state of a project. */
export const ProjectRevision = z.object({
  revision: z.number().int(),
  /** ISO 8601. */
  savedAt: z.string(),
  /** Null for the first one, and where it is unknown. */
  edit: EditKey.nullable(),
  /** Revisions with a name are kept for good. */
  name: z.string().nullable(),
});
export type ProjectRevision = z.infer<typeof ProjectRevision>;

/** How many revisions an editor asks for when it opens, so that their edits can be undone. */
export const MOST_RECENT = 30;
export const RecentRevision = StoredProject.extend({ edit: EditKey.nullable() });
export type RecentRevision = z.infer<typeof RecentRevision>;
