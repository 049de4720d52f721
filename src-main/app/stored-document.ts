import { Failure } from '../../src-shared/contract/failure.ts';
import { parseProject } from '../../src-shared/mixing/parse-project.ts';
import type { ProjectDocument } from '../../src-shared/project/document.ts';

/** A mix as the library stores it. @throws Failure `project/invalid` for one that is damaged */
export function storedDocument(text: string): ProjectDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw new Failure('project/invalid', 'This version of the mix is damaged in the library', { cause });
  }
  return parseProject(document);
}
