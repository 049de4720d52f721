import { z } from 'zod';
import { GainDb } from './buses.ts';
import { MOST_GAIN_REGIONS } from './limits.ts';

const Position = z.number().int().nonnegative();

export const FADE_SHAPES = ['raisedCosine', 'linear'] as const;
export const FadeShape = z.enum(FADE_SHAPES);
export type FadeShape = z.infer<typeof FadeShape>;

/** How a region's gain sets in or ends, inside the region. */
export const RegionFade = z.object({ frames: Position, shape: FadeShape });
export type RegionFade = z.infer<typeof RegionFade>;

/** A passage of one track that is louder or softer. Half-open, in samples of the project. */
export const GainRegion = z
  .object({
    id: z.string().min(1).max(40),
    start: Position,
    end: Position,
    /** Silent at -72 and below, as faders are. */
    gainDb: GainDb,
    fadeIn: RegionFade,
    fadeOut: RegionFade,
  })
  .refine(({ start, end }) => end > start, 'a region must not be empty')
  .refine(
    ({ start, end, fadeIn, fadeOut }) => fadeIn.frames + fadeOut.frames <= end - start,
    'the fades of a region must fit into it',
  );
export type GainRegion = z.infer<typeof GainRegion>;

/** A fade of the track itself, over `[start, end)`: silent before a fade-in and after a fade-out. */
export const EndFade = z
  .object({ start: Position, end: Position, shape: FadeShape })
  .refine(({ start, end }) => end > start, 'a fade must not be empty');
export type EndFade = z.infer<typeof EndFade>;

/** Gain over time that acts on a track's sound before its strip. */
export const Envelope = z.object({
  /** In order, without overlaps. */
  regions: z.array(GainRegion).max(MOST_GAIN_REGIONS),
  fadeIn: EndFade.nullable(),
  fadeOut: EndFade.nullable(),
});
export type Envelope = z.infer<typeof Envelope>;
