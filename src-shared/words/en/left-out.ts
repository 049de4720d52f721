/** Why the import of a folder left something out. */
export const leftOut = {
  reasons: {
    kind: 'no audio that Divisi reads',
    hidden: 'hidden audio files',
    name: 'names that are not UTF-8: rename them',
    outside: 'links that lead out of the folder',
    broken: 'links to nothing, or things that can not be opened',
    twice: 'other names of files that are imported already',
    depth: 'folders too deep inside',
  },
  /** `3 × .pdf (no audio that Divisi reads): scans/a.pdf, …`; `what` is empty or ends with a space. */
  text: (count: number, what: string, reason: string, examples: string) =>
    `${count} × ${what}(${reason}): ${examples}`,
};
