import { z } from 'zod';

export const SampleFormat = z.enum(['u8', 's16', 's24', 's32', 'f32', 'f64']);
export type SampleFormat = z.infer<typeof SampleFormat>;

/** File formats for exports. */
export const Container = z.enum(['wav', 'flac']);
export type Container = z.infer<typeof Container>;

export const BitDepth = z.enum(['16', '24', '32f']);
export type BitDepth = z.infer<typeof BitDepth>;
