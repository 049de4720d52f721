import type { Migration } from './migration.ts';

/** The instruments that a separation heard although nobody declared them, as JSON; older separations have none. */
export const undeclared: Migration = {
  version: 19,
  sql: `ALTER TABLE separations ADD COLUMN undeclared TEXT NOT NULL DEFAULT '[]';`,
};
