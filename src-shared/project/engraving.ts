import { z } from 'zod';

/** Left, top, width and height, as shares of a page's width and height. */
const Box = z.tuple([z.number(), z.number(), z.number(), z.number()]);

/** A bar on a page: all of its staves. */
export const EngravedBar = z.object({
  /** The bar's number among the printed ones, as `AlignedBar.notated` has it. */
  notated: z.number().int().nonnegative(),
  box: Box,
});
export type EngravedBar = z.infer<typeof EngravedBar>;

/** A note's head. */
export const EngravedNote = z.object({
  notated: z.number().int().nonnegative(),
  /** Index into the alignment report's parts. */
  part: z.number().int().nonnegative(),
  /** When it sounds, in quarter notes from the beginning of its bar. */
  from: z.number(),
  to: z.number(),
  box: Box,
});
export type EngravedNote = z.infer<typeof EngravedNote>;

/** One page of a score as a picture, and what lies where on it. */
export const EngravedPage = z.object({
  /** Shown as an image only, so that nothing in it runs or loads. */
  svg: z.string(),
  /** In the picture's own pixels. */
  width: z.number().positive(),
  height: z.number().positive(),
  bars: z.array(EngravedBar),
  notes: z.array(EngravedNote),
});
export type EngravedPage = z.infer<typeof EngravedPage>;
