import { z } from 'zod';
import type { Words } from '../words/en/index.ts';

/** Entries that a folder import skipped for the same reason. */
export const LeftOut = z.object({
  reason: z.enum(['kind', 'hidden', 'name', 'outside', 'broken', 'twice', 'depth']),
  /** The extension with its dot if the reason is the file type; otherwise, or without an extension, empty. */
  extension: z.string(),
  count: z.number().int().positive(),
  /** Some of their paths, relative to the folder. */
  examples: z.array(z.string()),
});
export type LeftOut = z.infer<typeof LeftOut>;

/** "3 × .pdf (no audio that Divisi reads): scans/a.pdf, …" */
export function leftOutText(
  { reason, extension, count, examples }: LeftOut,
  texts: Words['leftOut'],
): string {
  const more = count > examples.length ? ', …' : '';
  const what = extension === '' ? '' : `${extension} `;
  return texts.text(count, what, texts.reasons[reason], `${examples.join(', ')}${more}`);
}
