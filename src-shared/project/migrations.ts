import { Failure } from '../contract/failure.ts';
import { buses } from './migrations/buses.ts';
import { equaliserBands } from './migrations/equaliser-bands.ts';
import { fittingAndLoss } from './migrations/fitting-and-loss.ts';
import { noBlindTally } from './migrations/no-blind-tally.ts';
import { noBusAutomation } from './migrations/no-bus-automation.ts';
import { noEnvelopes } from './migrations/no-envelopes.ts';
import { noFitting } from './migrations/no-fitting.ts';
import { noImpulses } from './migrations/no-impulses.ts';
import { noMixName } from './migrations/no-mix-name.ts';
import { noParameterLanes } from './migrations/no-parameter-lanes.ts';
import { noRegions } from './migrations/no-regions.ts';
import { noSnapshots } from './migrations/no-snapshots.ts';

/** Converts a document to the next schema version; its input is valid in its own version. */
export type Migration = (document: Readonly<Record<string, unknown>>) => Record<string, unknown>;

/** `MIGRATIONS[n - 1]` converts schema n to n + 1. Append only: released documents depend on every entry. */
export const MIGRATIONS: readonly Migration[] = [
  equaliserBands,
  noRegions,
  buses,
  noSnapshots,
  noMixName,
  noEnvelopes,
  noBusAutomation,
  noFitting,
  noBlindTally,
  noImpulses,
  fittingAndLoss,
  noParameterLanes,
];

/**
 * Converts a document of any known schema to the latest (according to the given migrations).
 * @throws Failure `project/invalid` if the schema is missing, unknown or newer
 */
export function migrate(
  value: unknown,
  migrations: readonly Migration[] = MIGRATIONS,
): Readonly<Record<string, unknown>> {
  const target = migrations.length + 1;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Failure('project/invalid', 'This is not a Divisi project');
  }
  let document: Readonly<Record<string, unknown>> = { ...value };
  const schema = document['schema'];
  if (typeof schema !== 'number' || !Number.isInteger(schema) || schema < 1) {
    throw new Failure('project/invalid', 'This is not a Divisi project: it names no schema version');
  }
  if (schema > target) {
    throw new Failure(
      'project/invalid',
      `This project was saved by a newer Divisi (schema ${schema}; this one reads up to ${target})`,
      { details: { schema, newest: target } },
    );
  }
  migrations.slice(schema - 1).forEach((migration, index) => {
    document = { ...migration(document), schema: schema + index + 1 };
  });
  return document;
}
