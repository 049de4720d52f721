import { Failure } from '../../../src-shared/contract/failure.ts';
import { withMix } from '../../../src-shared/mixing/snapshots.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';

/**
 * The document with one of its snapshots in place of the present mix.
 * @param asked a letter or a name; undefined for the present mix
 * @throws Failure `call/invalid` for a snapshot that the project does not have
 */
export function heardMix(document: ProjectDocument, asked: string | undefined): ProjectDocument {
  if (asked === undefined) return document;
  const { snapshots } = document;
  const wanted = asked.trim().toLowerCase();
  const found =
    snapshots.find(({ id }) => id.toLowerCase() === wanted) ??
    snapshots.find(({ name }) => name !== '' && name.toLowerCase() === wanted);
  if (found !== undefined) return withMix(document, found);
  const known = snapshots.map(({ id, name }) => (name === '' ? id : `${id} (${name})`)).join(', ');
  const rest = known === '' ? 'it has none' : `it has ${known}`;
  throw new Failure('call/invalid', `The project has no snapshot "${asked}"; ${rest}`);
}
