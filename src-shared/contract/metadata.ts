import { z } from 'zod';

/** What people say about a recording besides its title, in the order in which it is shown. */
export const METADATA_FIELDS = [
  'composer',
  'work',
  'movement',
  'performers',
  'ensemble',
  'venue',
  'date',
] as const;
export type MetadataField = (typeof METADATA_FIELDS)[number];

export const METADATA_LENGTH = 500;

const text = z.string().max(METADATA_LENGTH).default('');

/** Free text as the file's tags or the user have it; empty where nothing is known. */
export const Metadata = z.object({
  composer: text,
  work: text,
  movement: text,
  performers: text,
  ensemble: text,
  venue: text,
  /** When it was recorded, as precisely as it is known: `2019`, `2019-05-01`. */
  date: text,
});
export type Metadata = z.infer<typeof Metadata>;

export const NO_METADATA: Metadata = Metadata.parse({});
