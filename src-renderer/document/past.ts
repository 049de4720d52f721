import type { ProjectDocument } from '../../src-shared/project/document.ts';
import { edits, type EditName } from '../../src-shared/words/en/edits.ts';
import { sameValue } from './edits.ts';
import type { Step } from './history.ts';

interface Revision {
  readonly document: ProjectDocument;
  /** The key of the edit that made it, as it was stored. */
  readonly edit: string | null;
}

/**
 * The undo steps of earlier sessions, from the revisions that were saved, oldest first; the last one is the present. A
 * revision that equals an earlier one came from undoing: the steps between them are not repeated.
 */
export function pastFrom(revisions: readonly Revision[]): Step<ProjectDocument>[] {
  const line: Revision[] = [];
  for (const revision of revisions) {
    const at = line.findIndex(({ document }) => sameValue(document, revision.document));
    if (at >= 0) line.length = at + 1;
    else line.push(revision);
  }
  return line.slice(1).map(({ edit }, index) => ({
    value: line[index]?.document ?? missing(),
    label: editNamed(edit),
  }));
}

/** The edit of this key; keys of a newer Divisi are unknown. */
export function editNamed(key: string | null): EditName {
  return key !== null && isEdit(key) ? key : 'otherEdit';
}

const isEdit = (key: string): key is EditName => Object.hasOwn(edits, key);

function missing(): never {
  throw new Error('every step has a revision before it');
}
