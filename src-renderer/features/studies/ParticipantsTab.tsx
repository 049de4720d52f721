import { Copy, Users } from 'lucide-react';
import { useState } from 'react';
import type { Participant } from '../../../src-shared/contract/studies.ts';
import type { StudyId, StudySessionId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useCapabilities } from '../../api/store.ts';
import { useStudyData } from '../../api/studies.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, FailureNote, Note } from '../../ui/feedback.tsx';
import { useNotify } from '../../ui/notify.ts';
import { TextField } from '../../ui/fields.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly studyId: StudyId;
  readonly readOnly: boolean;
}

const LOCAL = /^(localhost|127\.|\[::1\])/;

/** Participants with their links and how far they are, as they answer. */
export function ParticipantsTab({ studyId, readOnly }: Props) {
  const w = words().studies;
  const isServed = useCapabilities()?.door === 'serve';
  const list = useStudyData('participants', studyId, (signal) =>
    api.studies.participants({ studyId }, { signal }),
  );
  const summary = useStudyData('prepared', studyId, (signal) => api.studies.get({ studyId }, { signal }));
  const [count, setCount] = useState('5');
  const notify = useNotify();
  const add = useAction(async () => {
    await api.studies.addParticipants({ studyId, count: Number(count) });
  });
  const revoke = useAction(async (sessionId: StudySessionId, revoked: boolean) => {
    await api.studies.setRevoked({ sessionId, revoked });
  });
  const copy = useAction(async (links: readonly string[]) => {
    await navigator.clipboard.writeText(links.join('\n'));
    notify({ tone: 'success', title: w.copied });
  });
  const linkOf = ({ path }: Participant): string => `${window.location.origin}${path}`;
  const people = list.data ?? [];
  const isPrepared = summary.data?.prepared !== null;
  const isCount = /^\d{1,3}$/.test(count) && Number(count) >= 1 && Number(count) <= 200;
  const error = list.error ?? add.error ?? revoke.error ?? copy.error;
  return (
    <section className="studies-section" aria-label={w.tabs.participants}>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      {!isServed && <Note>{w.linksNeedServe}</Note>}
      {isServed && LOCAL.test(window.location.host) && people.length > 0 && <Note>{w.linksLocal}</Note>}
      {!isPrepared && <Note tone="warning">{w.prepareFirst}</Note>}
      <div className="studies-add">
        <TextField label={w.addCount} type="number" min={1} max={200} value={count} onChange={setCount} />
        <Button
          variant="primary"
          busy={add.busy}
          disabled={readOnly || !isPrepared || !isCount}
          onClick={() => add.run()}
        >
          {w.add}
        </Button>
        {isServed && people.length > 0 && (
          <Button icon={<Copy size={15} aria-hidden="true" />} onClick={() => copy.run(people.map(linkOf))}>
            {w.copyAll}
          </Button>
        )}
      </div>
      {list.data !== null && people.length === 0 && (
        <EmptyState icon={<Users size={36} strokeWidth={1.4} aria-hidden="true" />} title={w.noParticipants}>
          {w.noParticipantsText}
        </EmptyState>
      )}
      {people.length > 0 && (
        <div className="studies-scroll" role="group" aria-label={w.tabs.participants} tabIndex={0}>
          <table className="studies-table">
            <thead>
              <tr>
                {[w.listener, w.state, w.progress, w.versionColumn, w.seed, w.link].map((title) => (
                  <th key={title} scope="col">
                    {title}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {people.map((person) => (
                <tr key={person.id}>
                  <th scope="row">{person.label}</th>
                  <td>{w.states[person.state]}</td>
                  <td className="studies-cell-progress">
                    <progress
                      aria-label={w.progressOf(person.label)}
                      value={person.answered}
                      max={Math.max(1, person.screens)}
                    />{' '}
                    <span className="tabular">{w.screensOf(person.answered, person.screens)}</span>
                  </td>
                  <td className="tabular">{person.revision}</td>
                  <td className="tabular">{person.seed}</td>
                  <td className="studies-cell-actions">
                    {isServed && (
                      <Button
                        size="sm"
                        aria-label={w.copyLink(person.label)}
                        icon={<Copy size={13} aria-hidden="true" />}
                        onClick={() => copy.run([linkOf(person)])}
                      >
                        {w.link}
                      </Button>
                    )}
                    <Revoke person={person} disabled={readOnly} onRevoke={revoke.run} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface RevokeProps {
  readonly person: Participant;
  readonly disabled: boolean;
  onRevoke: (id: StudySessionId, revoked: boolean) => void;
}

function Revoke({ person: { id, label, state }, disabled, onRevoke }: RevokeProps) {
  const w = words().studies;
  const isRevoked = state === 'revoked';
  return (
    <Button
      size="sm"
      disabled={disabled}
      aria-label={isRevoked ? w.reopenNamed(label) : w.revokeNamed(label)}
      onClick={() => onRevoke(id, !isRevoked)}
    >
      {isRevoked ? w.reopen : w.revoke}
    </Button>
  );
}
