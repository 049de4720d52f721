import { levelMatchOf } from '../../../src-shared/mixing/fingerprint.ts';
import type { ProjectDocument } from '../../../src-shared/project/document.ts';
import { Note } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly document: ProjectDocument;
  readonly stemVersion: number;
}

/** Warns where the mix would be exported with a fitting whose levels were matched on another mix. */
export function MatchWarning({ document, stemVersion }: Props) {
  const match = levelMatchOf(document, stemVersion);
  if (document.master.fitting?.bypassed !== false || match === null || match === 'current') return null;
  const { staleMatch, unknownMatch } = words().exporting;
  return <Note tone="warning">{match === 'stale' ? staleMatch : unknownMatch}</Note>;
}
