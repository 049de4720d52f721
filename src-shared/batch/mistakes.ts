import { z } from 'zod';

/** What can be wrong in a list. The window has a sentence for each in its own language. */
export const MISTAKES = [
  'unclosed',
  'empty',
  'names-no-file',
  'unknown-column',
  'column-twice',
  'no-file-column',
  'too-many-cells',
  'file-missing',
  'players',
  'file-twice',
  'outside',
  'address',
  'no-such-file',
  'model',
] as const;
export const Mistake = z.enum(MISTAKES);
export type Mistake = z.infer<typeof Mistake>;

/** A mistake in a list, at a place that an editor can show. */
export const ListProblem = z.object({
  /** Counted from 1. */
  line: z.number().int().positive(),
  column: z.number().int().positive(),
  mistake: Mistake,
  /** The text in the list that it is about, or the line that it repeats; empty where it is about none. */
  about: z.string(),
  /** One sentence in English. */
  message: z.string(),
});
export type ListProblem = z.infer<typeof ListProblem>;
