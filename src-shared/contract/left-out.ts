import { z } from 'zod';
import type { Words } from '../words/en/index.ts';

/** Things of one kind that an import of a folder left out. */
export const LeftOut = z.object({
  reason: z.enum(['kind', 'hidden', 'name', 'outside', 'broken', 'twice', 'depth']),
  /** The extension, with its dot, where the reason is the kind of file; empty otherwise and for none. */
  extension: z.string(),
  count: z.number().int().positive(),
  /** Some of them, from the folder on. */
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
