import { useMemo, useState } from 'react';
import { conditionText, hasCondition, toggled } from '../../../../src-shared/search/write.ts';
import { useCapabilities, useHost, useTrust } from '../../../api/store.ts';
import { Button } from '../../../ui/Button.tsx';
import { Note } from '../../../ui/feedback.tsx';
import { words } from '../../../words/words.ts';
import { RelinkDialog } from './RelinkDialog.tsx';

interface Props {
  /** What is searched. */
  readonly text: string;
  onText: (text: string) => void;
}

const MISSING = conditionText('is', 'missing');

/** Says that files of recordings are missing, and offers to show them and to look for them. Renders nothing where none is. */
export function MissingNote({ text, onText }: Props) {
  const t = words().library.relink;
  const readOnly = useCapabilities()?.readOnly ?? false;
  const trusted = useTrust()?.trusted ?? false;
  const recordings = useHost((host) => host.recordings);
  const [finding, setFinding] = useState(false);
  const missing = useMemo(
    () => [...recordings.values()].filter(({ state, available }) => state === 'ready' && !available).length,
    [recordings],
  );
  // Of an untrusted library, files outside are not looked at, so nobody knows whether they are missing.
  const isShown = trusted && missing > 0;
  return (
    <>
      {isShown && (
        <Note
          tone="warning"
          title={t.missing(missing)}
          action={
            <>
              <Button size="sm" onClick={() => onText(toggled(text, MISSING, false))}>
                {hasCondition(text, MISSING) ? t.showAll : t.show}
              </Button>
              <Button size="sm" disabled={readOnly} onClick={() => setFinding(true)}>
                {t.find}
              </Button>
            </>
          }
        >
          {t.missingText}
        </Note>
      )}
      {finding && <RelinkDialog missing={missing} onClose={() => setFinding(false)} />}
    </>
  );
}
