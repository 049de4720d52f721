import type { Migration } from './migration.ts';

/** Jobs of a higher priority start first; jobs of equal priority, the oldest first. */
export const jobPriority: Migration = {
  version: 20,
  sql: `
    ALTER TABLE jobs ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
    DROP INDEX jobs_by_state;
    CREATE INDEX jobs_by_state ON jobs (state, priority DESC, seq);
  `,
};
