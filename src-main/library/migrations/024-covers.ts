import type { Migration } from './migration.ts';

/** The name of a recording's picture in the folder of covers. */
export const covers: Migration = {
  version: 24,
  sql: 'ALTER TABLE recordings ADD COLUMN cover TEXT;',
};
