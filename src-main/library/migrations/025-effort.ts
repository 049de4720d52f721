import type { Migration } from './migration.ts';

/** How thoroughly a separation works. */
export const effort: Migration = {
  version: 25,
  sql: "ALTER TABLE separations ADD COLUMN effort TEXT NOT NULL DEFAULT 'best' CHECK (effort IN ('fast', 'best'));",
};
