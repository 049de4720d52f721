import type { Migration } from './migration.ts';

/** An upload was in a folder of the program's until its import, not in one of the user's to search or narrow by. */
export const uploads: Migration = {
  version: 30,
  sql: `
    UPDATE recordings SET source_path = file_name WHERE storage = 'copy'
      AND replace(source_path, '\\', '/') GLOB '*/uploads/${'[0-9a-f]'.repeat(24)}/*';
  `,
};
