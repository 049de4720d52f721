import type { Migration } from './migration.ts';

/** What made each revision of a project, and the names of those that are kept for good. */
export const projectHistory: Migration = {
  version: 17,
  sql: `
    ALTER TABLE project_revisions ADD COLUMN edit TEXT;
    ALTER TABLE project_revisions ADD COLUMN name TEXT;
  `,
};
