import { ShieldCheck, ShieldQuestion } from 'lucide-react';
import { useState } from 'react';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { setTrust, useCapabilities, useTrust } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { TrustDialog } from './TrustDialog.tsx';
import { waiting } from './words.ts';
import { words } from '../../words/words.ts';
import './trust.css';

/** Shows whether the open library is trusted, and lets the user change that. */
export function TrustSettings() {
  const trust = useTrust();
  const readOnly = useCapabilities()?.readOnly ?? false;
  const [asking, setAsking] = useState(false);
  const revoke = useAction(() => setTrust(false));
  if (trust === null) return null;
  return (
    <section className="panel settings-panel" aria-labelledby="settings-trust">
      <h2 id="settings-trust">{words().trust.title}</h2>
      <div className="trust-row">
        {trust.trusted ? (
          <ShieldCheck size={20} aria-hidden="true" />
        ) : (
          <ShieldQuestion size={20} aria-hidden="true" />
        )}
        <div className="trust-words">
          <p>{trust.trusted ? words().trust.trusted : words().trust.untrusted}</p>
          <p className="soft small">
            {trust.trusted
              ? words().trust.trustedText
              : [...waiting(trust), words().trust.untrustedText].join(' ')}
          </p>
        </div>
        {trust.trusted ? (
          <Button size="sm" busy={revoke.busy} disabled={readOnly} onClick={() => revoke.run()}>
            {words().trust.stop}
          </Button>
        ) : (
          <Button size="sm" disabled={readOnly} onClick={() => setAsking(true)}>
            {words().trust.trustThis}
          </Button>
        )}
      </div>
      {revoke.error !== null && <FailureNote {...describeFailure(revoke.error)} />}
      {asking && <TrustDialog trust={trust} onClose={() => setAsking(false)} />}
    </section>
  );
}
