import type { ImportedFile } from './batch-entry.ts';

/** What became of a batch's files. */
export interface BatchOutcomes {
  readonly files: number;
  /** Read into the library by this batch. */
  readonly imported: number;
  /** The library already had them. */
  readonly existing: number;
  readonly separated: number;
  /** Their separations existed already. */
  readonly usedAgain: number;
  /** Not separated, although nothing failed. */
  readonly left: readonly { readonly file: string; readonly reason: string }[];
  readonly failed: readonly { readonly file: string; readonly code: string; readonly message: string }[];
}
export type BatchSummary = BatchOutcomes & { readonly tookSeconds: number };

export function outcomesOf(entries: readonly ImportedFile[]): BatchOutcomes {
  const count = (is: (entry: ImportedFile) => boolean): number => entries.filter(is).length;
  return {
    files: entries.length,
    imported: count(({ existing, state }) => !existing && state === 'ready'),
    existing: count(({ existing }) => existing),
    separated: count(({ separation, usedAgain }) => separation !== null && !usedAgain),
    usedAgain: count(({ usedAgain }) => usedAgain),
    left: entries.flatMap(({ file, left }) => (left === null ? [] : [{ file, reason: left }])),
    failed: entries.flatMap(({ file, problem }) => (problem === null ? [] : [{ file, ...problem }])),
  };
}
