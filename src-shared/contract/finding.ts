import { oc } from '@orpc/contract';
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

/** How many recordings of an answer have a value; values in the order of their counts, the most first. */
const Facet = z.array(z.object({ value: z.string(), count: z.number().int().positive() }));
export type Facet = z.infer<typeof Facet>;

/** What an answer is made of. Unknown composers, ensembles and years are left out. */
export const Facets = z.object({
  player: Facet,
  composer: Facet,
  ensemble: Facet,
  date: Facet,
  folder: Facet,
  model: Facet,
  /** `separated`, `unseparated`, `importing`, `failed`. */
  is: Facet,
});
export type Facets = z.infer<typeof Facets>;
export type FacetName = keyof Facets;

/** A search that is kept under a name. */
export const Collection = z.object({
  name: z.string().trim().min(1).max(100),
  text: z.string().max(1000),
});
export type Collection = z.infer<typeof Collection>;

export const MOST_COLLECTIONS = 500;
export const Collections = z.array(Collection).max(MOST_COLLECTIONS);

/** Every call answers with all collections, by name. */
export const collectionsContract = {
  list: oc.output(Collections),
  /** Replaces one of the same name. With `was`, the one of that name is renamed; `file/exists` if the new name is taken. */
  save: oc.input(Collection.extend({ was: Collection.shape.name.optional() })).output(Collections),
  remove: oc.input(Collection.pick({ name: true })).output(Collections),
};
