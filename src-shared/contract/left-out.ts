import { z } from 'zod';

/** Why an import of a folder left something out. */
const REASONS = {
  kind: 'no audio that Divisi reads',
  hidden: 'hidden audio files',
  name: 'names that are not UTF-8: rename them',
  outside: 'links that lead out of the folder',
  broken: 'links to nothing, or things that can not be opened',
  twice: 'other names of files that are imported already',
  depth: 'folders too deep inside',
} as const;

/** Things of one kind that an import of a folder left out. */
export const LeftOut = z.object({
  reason: z.enum(Object.keys(REASONS) as [keyof typeof REASONS]),
  /** The extension, with its dot, where the reason is the kind of file; empty otherwise and for none. */
  extension: z.string(),
  count: z.number().int().positive(),
  /** Some of them, from the folder on. */
  examples: z.array(z.string()),
});
export type LeftOut = z.infer<typeof LeftOut>;

/** "3 × .pdf (no audio that Divisi reads): scans/a.pdf, …" */
export function leftOutText({ reason, extension, count, examples }: LeftOut): string {
  const more = count > examples.length ? ', …' : '';
  const what = extension === '' ? '' : `${extension} `;
  return `${count} × ${what}(${REASONS[reason]}): ${examples.join(', ')}${more}`;
}
