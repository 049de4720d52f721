import { DatabaseBackup, Hammer } from 'lucide-react';
import { useState } from 'react';
import type { Backup } from '../../../src-shared/contract/backups.ts';
import type { Failure } from '../../../src-shared/contract/failure.ts';
import type { Rebuilt } from '../../../src-shared/contract/recovery.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, Note } from '../../ui/feedback.tsx';
import { formatBytes } from '../../../src-shared/format/numbers.ts';
import { words } from '../../words/words.ts';
import './recovery.css';

const MOST_SHOWN = 6;
/** Reloads the page, because all of its state belongs to the library that could not be opened. */
const openLibrary = (): void => window.location.reload();

/**
 * Shown when a library can't be opened: explains the problem and offers two ways to recover. Neither deletes anything.
 */
export function RecoveryPage({ failure }: { readonly failure: Failure }) {
  const backups = useLoad('recovery-backups', () => api.recovery.backups());
  const [rebuilt, setRebuilt] = useState<Rebuilt | null>(null);
  const rebuild = useAction(async () => setRebuilt(await api.recovery.rebuild()));
  const restore = useAction(async (backup: Backup) => {
    await api.recovery.restoreBackup({ name: backup.name });
    openLibrary();
  });
  const busy = rebuild.busy || restore.busy;
  if (rebuilt !== null) return <RebuiltReport rebuilt={rebuilt} />;
  const usable = (backups.data ?? []).filter(({ kind }) => kind === 'backup');
  return (
    <div className="page recovery">
      <header className="page-header">
        <h1>{words().recovery.title}</h1>
      </header>
      <Note tone="error" title={failure.message}>
        {words().recovery.untouched}
      </Note>
      <section className="panel recovery-way" aria-labelledby="recovery-rebuild">
        <h2 id="recovery-rebuild">{words().recovery.rebuildTitle}</h2>
        <p className="soft">{words().recovery.rebuildText}</p>
        {rebuild.error !== null && <FailureNote {...describeFailure(rebuild.error)} />}
        <Button
          variant="primary"
          icon={<Hammer size={15} aria-hidden="true" />}
          busy={rebuild.busy}
          disabled={busy}
          onClick={() => rebuild.run()}
        >
          {rebuild.busy ? words().recovery.rebuilding : words().recovery.rebuild}
        </Button>
      </section>
      <section className="panel recovery-way" aria-labelledby="recovery-backups">
        <h2 id="recovery-backups">{words().recovery.restoreTitle}</h2>
        <p className="soft">{words().recovery.restoreText}</p>
        {backups.error !== null && <FailureNote {...describeFailure(backups.error)} />}
        {restore.error !== null && <FailureNote {...describeFailure(restore.error)} />}
        {backups.data !== null && usable.length === 0 && <p className="soft">{words().recovery.noBackups}</p>}
        <ul className="recovery-backups">
          {usable.slice(0, MOST_SHOWN).map((backup) => (
            <li key={backup.name}>
              <time dateTime={backup.takenAt}>{words().units.date(new Date(backup.takenAt))}</time>
              <span className="soft small">{formatBytes(backup.bytes)}</span>
              <Button
                size="sm"
                icon={<DatabaseBackup size={14} aria-hidden="true" />}
                disabled={busy}
                aria-label={words().recovery.restoreBackup(words().units.date(new Date(backup.takenAt)))}
                onClick={() => restore.run(backup)}
              >
                {words().common.restore}
              </Button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function RebuiltReport({ rebuilt }: { readonly rebuilt: Rebuilt }) {
  const { recordings, separations, projects, studies, withoutSidecar, problems, kept } = rebuilt;
  const notes = [
    ...(studies > 0 ? [words().recovery.studies(studies)] : []),
    ...(kept === null ? [] : [words().recovery.oldKept(kept)]),
  ];
  return (
    <div className="page recovery">
      <header className="page-header">
        <h1>{words().recovery.rebuilt}</h1>
      </header>
      <Note tone="success" title={words().recovery.cameBack(recordings, separations, projects)}>
        {notes.length === 0 ? undefined : notes.join(' ')}
      </Note>
      {withoutSidecar.length > 0 && (
        <section className="panel recovery-way">
          <h2>{words().recovery.noDescription}</h2>
          <p className="soft">{words().recovery.noDescriptionText}</p>
          <ul className="recovery-files">
            {withoutSidecar.map((file) => (
              <li key={file}>{file}</li>
            ))}
          </ul>
        </section>
      )}
      {problems.length > 0 && (
        <section className="panel recovery-way">
          <h2>{words().recovery.notTaken}</h2>
          <p className="soft">{words().recovery.notTakenText}</p>
          <ul className="recovery-files">
            {problems.map(({ file, reason }) => (
              <li key={`${file} ${reason}`}>
                {file}
                <span className="soft small">{reason}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div>
        <Button variant="primary" onClick={openLibrary}>
          {words().recovery.openLibrary}
        </Button>
      </div>
    </div>
  );
}
