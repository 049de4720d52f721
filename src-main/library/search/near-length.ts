import { z } from 'zod';
import { RecordingId } from '../../../src-shared/project/ids.ts';
import type { ReadableDatabase } from '../database.ts';

/** Other finished recordings whose length differs by at most `tolerance` seconds, the nearest first. */
export const recordingsNearLength = (
  db: ReadableDatabase,
  wanted: {
    readonly notId: RecordingId;
    readonly seconds: number;
    readonly tolerance: number;
    readonly limit: number;
  },
): RecordingId[] =>
  db
    .all(
      `SELECT recording_id AS id FROM recording_facts
       WHERE seconds BETWEEN $seconds - $tolerance AND $seconds + $tolerance AND ready = 1 AND recording_id <> $notId
       ORDER BY abs(seconds - $seconds), item LIMIT $limit`,
      z.object({ id: RecordingId }),
      wanted,
    )
    .map(({ id }) => id);
