import { z } from 'zod';
import { ItemId, RecordingId, SeparationId, StemId } from '../project/ids.ts';
import { DeclaredInstrument } from '../project/players.ts';

/** Length of the vectors used to compare items; a listening model may not return more values. */
export const VECTOR_LENGTH = 128;

export const ItemKind = z.enum(['recording', 'stem', 'excerpt']);
export type ItemKind = z.infer<typeof ItemKind>;

/** Tags that differ only in case are the same tag; the first spelling is shown. */
export const Tag = z
  .string()
  .transform((text) => text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim())
  .pipe(z.string().min(1).max(60));
export type Tag = z.infer<typeof Tag>;

export const ExcerptName = z
  .string()
  .transform((text) => text.normalize('NFC').trim())
  .pipe(z.string().min(1).max(200));

/** A recording, a stem, or a user-defined excerpt of either: anything that can be tagged, found and compared. */
export const Item = z.object({
  id: ItemId,
  kind: ItemKind,
  /** The recording's title, the stem's label, or the excerpt's name. */
  title: z.string(),
  recordingId: RecordingId,
  recordingTitle: z.string(),
  /** The recording's file name. */
  fileName: z.string(),
  separationId: SeparationId.nullable(),
  stemId: StemId.nullable(),
  /** The declared instruments: those of a recording's players without duplicates, or a stem's single one, if any. */
  instruments: z.array(DeclaredInstrument),
  /** The audio that the item refers to: samples `[from, to)`. */
  audioId: z.union([RecordingId, StemId]),
  from: z.number().int(),
  to: z.number().int(),
  sampleRate: z.number().int(),
  channels: z.number().int(),
  tags: z.array(z.string()),
  /** Whether the item can be compared: `waiting` until it has been analysed, `silent` if it is inaudible. */
  vector: z.enum(['ready', 'waiting', 'silent']),
});
export type Item = z.infer<typeof Item>;

/** Several items, for calls about all of them at once. */
export const Items = z.object({ itemIds: z.array(ItemId).max(100_000) });

/** Restricts the items; omitted fields impose no restriction. */
export const ItemFilter = z.object({
  kinds: z.array(ItemKind).optional(),
  instrument: DeclaredInstrument.optional(),
  /** Items must have all of these tags. */
  tags: z.array(Tag).optional(),
});
export type ItemFilter = z.infer<typeof ItemFilter>;

export const SearchRequest = ItemFilter.extend({
  /** Prefixes of words in titles, file names, instruments, tags and excerpt names; all must match. */
  text: z.string().max(1000),
  limit: z.number().int().min(1).max(500).default(50),
});
export type SearchRequest = z.infer<typeof SearchRequest>;

export const SimilarRequest = ItemFilter.extend({
  itemId: ItemId,
  /** Only items of other recordings. */
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
  /** Samples of that audio, half-open. */
  from: z.number().int().nonnegative(),
  to: z.number().int().positive(),
  name: ExcerptName,
});
export type ExcerptRequest = z.infer<typeof ExcerptRequest>;

/** `refused`: the number of items for which the user refused the tag. */
export const TagCount = z.object({ tag: z.string(), count: z.number().int(), refused: z.number().int() });
export type TagCount = z.infer<typeof TagCount>;

export const ProposalMethod = z.enum(['logistic', 'neighbours']);
export type ProposalMethod = z.infer<typeof ProposalMethod>;

const Score = z.number().min(0).max(1);

/** Weighted F1 on held-out examples, by cross-validation. */
export const ProposalScore = z.object({
  /** The method with the higher score, which produced the proposals. */
  method: ProposalMethod,
  weighted: z.object({ logistic: Score, neighbours: Score }),
  /** The score of a baseline that always predicts the majority class. */
  majority: Score,
  folds: z.number().int(),
  /**
   * `recording`: no recording spans two folds. `item`: there are too few recordings for that, so the score is
   * optimistic.
   */
  groupedBy: z.enum(['recording', 'item']),
  examples: z.number().int(),
});
export type ProposalScore = z.infer<typeof ProposalScore>;

export const Proposals = z.object({
  tag: z.string(),
  /** `too-few`: more items with or without the tag are needed. */
  state: z.enum(['ready', 'too-few']),
  /** The number of comparable items with the tag, and the number of recordings they come from. */
  positives: z.number().int(),
  recordings: z.number().int(),
  /** `presumed`: untagged items assumed to be negative; at most a few for each positive. */
  negatives: z.object({ refused: z.number().int(), presumed: z.number().int() }),
  /** The required number of each. */
  needed: z.number().int(),
  f1: ProposalScore.nullable(),
  /** Most confident first; limited to the item kinds that already have the tag. */
  proposals: z.array(Item.extend({ confidence: Score })),
});
export type Proposals = z.infer<typeof Proposals>;
