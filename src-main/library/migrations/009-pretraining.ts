import type { Migration } from './migration.ts';

/** How recordings teach in an adaptation; those from before were all made by unmixing. */
export const pretraining: Migration = {
  version: 9,
  sql: `
    ALTER TABLE adaptations ADD COLUMN pretraining TEXT NOT NULL DEFAULT 'unmixing'
      CHECK (pretraining IN ('unmixing', 'masked-prediction'));
  `,
};
