import { z } from 'zod';

/** A picture of the library: the SHA-256 of its bytes, and its format. */
export const CoverName = z.string().regex(/^[0-9a-f]{64}\.(jpg|png)$/);
export type CoverName = z.infer<typeof CoverName>;

/** The thumbnail's file name, beside the picture. */
export const thumbnailNameOf = (name: CoverName): string => `${name}.thumbnail.jpg`;

/** The longer side of a thumbnail in pixels. */
export const THUMBNAIL_PX = 320;
