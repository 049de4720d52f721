import { z } from 'zod';
import { Recording } from './recording.ts';

export const RECORDING_SORTS = ['imported', 'title', 'composer', 'date', 'length', 'quality'] as const;

/** What a list of recordings is sorted by; what is unknown comes last in both directions. */
export const RecordingSort = z.object({ by: z.enum(RECORDING_SORTS), descending: z.boolean() });
export type RecordingSort = z.infer<typeof RecordingSort>;

export const NEWEST_FIRST: RecordingSort = { by: 'imported', descending: true };

export const PageRequest = z.object({
  /** In the search language of `src-shared/search`; empty for all. Fails with `call/invalid` if it is no query. */
  text: z.string().max(1000),
  sort: RecordingSort,
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().min(1).max(500).default(100),
});
export type PageRequest = z.infer<typeof PageRequest>;

/** A part of a sorted list, with the length of the whole. */
export const RecordingPage = z.object({
  total: z.number().int().nonnegative(),
  recordings: z.array(Recording),
});
export type RecordingPage = z.infer<typeof RecordingPage>;
