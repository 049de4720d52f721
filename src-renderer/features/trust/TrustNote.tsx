import { ShieldQuestion } from 'lucide-react';
import { useState } from 'react';
import { useCapabilities, useTrust } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { Note } from '../../ui/feedback.tsx';
import { TrustDialog } from './TrustDialog.tsx';
import { waiting } from './words.ts';
import { words } from '../../words/words.ts';

/** A notice for untrusted libraries with blocked content or jobs; renders nothing otherwise. */
export function TrustNote() {
  const trust = useTrust();
  const readOnly = useCapabilities()?.readOnly ?? false;
  const [asking, setAsking] = useState(false);
  if (trust === null || trust.trusted || waiting(trust).length === 0) return null;
  return (
    <Note
      tone="warning"
      title={words().trust.elsewhere}
      action={
        readOnly ? undefined : (
          <Button
            size="sm"
            icon={<ShieldQuestion size={14} aria-hidden="true" />}
            onClick={() => setAsking(true)}
          >
            {words().trust.trustThis}
          </Button>
        )
      }
    >
      {waiting(trust).join(' ')}
      {asking && <TrustDialog trust={trust} onClose={() => setAsking(false)} />}
    </Note>
  );
}
