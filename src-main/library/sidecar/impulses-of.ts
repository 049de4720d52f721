import type { ImpulseId } from '../../../src-shared/project/ids.ts';
import { impulseIdsIn } from '../../../src-shared/project/impulse.ts';
import type { SeparationRows } from './row-documents.ts';

/** The impulse responses that a separation's mixes use. */
export const impulsesOf = ({
  project,
  otherProjects,
}: Pick<SeparationRows, 'project' | 'otherProjects'>): ImpulseId[] =>
  impulseIdsIn(JSON.stringify([project, otherProjects]));
