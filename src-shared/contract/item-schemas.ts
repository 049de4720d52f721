import { z } from 'zod';
import { ItemId, RecordingId, SeparationId, StemId } from '../project/ids.ts';
import { DeclaredInstrument } from '../project/players.ts';

/** Values in the vectors by which items are compared; a listening model gives no more. */
export const VECTOR_LENGTH = 128;

export const ItemKind = z.enum(['recording', 'stem', 'excerpt']);
export type ItemKind = z.infer<typeof ItemKind>;

/** Equal but for case is the same tag; the spelling that came first is shown. */
export const Tag = z
  .string()
  .transform((text) => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim())
  .pipe(z.string().min(1).max(60));
export type Tag = z.infer<typeof Tag>;

export const ExcerptName = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .pipe(z.string().min(1).max(200));

/** A recording, a stem, or a passage of either that the user marked: what can be tagged, found and compared. */
export const Item = z.object({
  id: ItemId,
  kind: ItemKind,
  /** The recording's title, the stem's label, or the excerpt's name. */
  title: z.string(),
  recordingId: RecordingId,
  recordingTitle: z.string(),
  /** Of the recording. */
  fileName: z.string(),
  separationId: SeparationId.nullable(),
  stemId: StemId.nullable(),
  /** Who was declared: a recording's players, each instrument once; a stem's one, or none. */
  instruments: z.array(DeclaredInstrument),
  /** Where it sounds: samples `[from, to)` of that audio. */
  audioId: z.union([RecordingId, StemId]),
  from: z.number().int(),
  to: z.number().int(),
  sampleRate: z.number().int(),
  channels: z.number().int(),
  tags: z.array(z.string()),
  /** Whether it can be compared: `waiting` until it was analysed, `silent` where there was nothing to hear. */
  vector: z.enum(['ready', 'waiting', 'silent']),
});
export type Item = z.infer<typeof Item>;

/** Which items are meant; what is left out does not narrow. */
export const ItemFilter = z.object({
  kinds: z.array(ItemKind).optional(),
  instrument: DeclaredInstrument.optional(),
  /** Items that have all of them. */
  tags: z.array(Tag).optional(),
});
export type ItemFilter = z.infer<typeof ItemFilter>;

export const SearchRequest = ItemFilter.extend({
  /** Beginnings of words in titles, file names, instruments, tags and excerpts' names; all must be there. */
  text: z.string().max(1000),
  limit: z.number().int().min(1).max(500).default(50),
});
export type SearchRequest = z.infer<typeof SearchRequest>;

export const SimilarRequest = ItemFilter.extend({
  itemId: ItemId,
  /** Only what belongs to other recordings. */
  elsewhere: z.boolean().default(false),
  limit: z.number().int().min(1).max(500).default(20),
});
export type SimilarRequest = z.infer<typeof SimilarRequest>;

/** Cosine distance: 0 for the same direction, 2 for the opposite one. */
export const SimilarItem = Item.extend({ distance: z.number().min(0).max(2) });
export type SimilarItem = z.infer<typeof SimilarItem>;

/** Nearest first. */
export const Similar = z.object({ state: Item.shape.vector, items: z.array(SimilarItem) });
export type Similar = z.infer<typeof Similar>;

export const ExcerptRequest = z.object({
  audioId: z.union([RecordingId, StemId]),
  /** Samples of that audio, half open. */
  from: z.number().int().nonnegative(),
  to: z.number().int().positive(),
  name: ExcerptName,
});
export type ExcerptRequest = z.infer<typeof ExcerptRequest>;

/** `refused`: on how many items the user refused it. */
export const TagCount = z.object({ tag: z.string(), count: z.number().int(), refused: z.number().int() });
export type TagCount = z.infer<typeof TagCount>;

export const ProposalMethod = z.enum(['logistic', 'neighbours']);
export type ProposalMethod = z.infer<typeof ProposalMethod>;

const Score = z.number().min(0).max(1);

/** Weighted F1 on examples that were held out, fold by fold. */
export const ProposalScore = z.object({
  /** The one that scored better, which made the proposals. */
  method: ProposalMethod,
  weighted: z.object({ logistic: Score, neighbours: Score }),
  /** What always giving the commoner answer would score. */
  majority: Score,
  folds: z.number().int(),
  /** `recording`: no recording is in two folds. `item`: too few recordings for that, so the figure is flattered. */
  groupedBy: z.enum(['recording', 'item']),
  examples: z.number().int(),
});
export type ProposalScore = z.infer<typeof ProposalScore>;

export const Proposals = z.object({
  tag: z.string(),
  /** `too-few`: more items with the tag, or more without it, are needed. */
  state: z.enum(['ready', 'too-few']),
  /** Items with the tag that can be compared, and over how many recordings they spread. */
  positives: z.number().int(),
  recordings: z.number().int(),
  /** `presumed`: without the tag, and taken not to deserve it; at most a few for each item that has it. */
  negatives: z.object({ refused: z.number().int(), presumed: z.number().int() }),
  /** How many of each it takes. */
  needed: z.number().int(),
  f1: ProposalScore.nullable(),
  /** Most confident first; of the kinds that the tag is on. */
  proposals: z.array(Item.extend({ confidence: Score })),
});
export type Proposals = z.infer<typeof Proposals>;
