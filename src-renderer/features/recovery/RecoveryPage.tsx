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
import { count } from '../../ui/format.ts';
import './recovery.css';

const MOST_SHOWN = 6;
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
/** The page starts over: everything it knows is of the library that could not be opened. */
const openLibrary = (): void => window.location.reload();

/** A library that can't be opened: what is wrong, and the two ways out. Neither deletes anything. */
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
        <h1>The library can’t be opened</h1>
      </header>
      <Note tone="error" title={failure.message}>
        Your recordings and stems have not been touched. Both ways below keep every file and the old database.
      </Note>
      <section className="panel recovery-way" aria-labelledby="recovery-rebuild">
        <h2 id="recovery-rebuild">Rebuild it from the files</h2>
        <p className="soft">
          Divisi keeps a small description beside every recording and separation. From these it brings back
          titles, players, stems, mixes and tags. Settings and the list of jobs start fresh.
        </p>
        {rebuild.error !== null && <FailureNote {...describeFailure(rebuild.error)} />}
        <Button
          variant="primary"
          icon={<Hammer size={15} aria-hidden="true" />}
          busy={rebuild.busy}
          disabled={busy}
          onClick={() => rebuild.run()}
        >
          {rebuild.busy ? 'Rebuilding…' : 'Rebuild the library'}
        </Button>
      </section>
      <section className="panel recovery-way" aria-labelledby="recovery-backups">
        <h2 id="recovery-backups">Or restore a backup</h2>
        <p className="soft">
          The library goes back to what it was then. Recordings that came later are taken in from their files.
        </p>
        {backups.error !== null && <FailureNote {...describeFailure(backups.error)} />}
        {restore.error !== null && <FailureNote {...describeFailure(restore.error)} />}
        {backups.data !== null && usable.length === 0 && <p className="soft">There are no backups.</p>}
        <ul className="recovery-backups">
          {usable.slice(0, MOST_SHOWN).map((backup) => (
            <li key={backup.name}>
              <time dateTime={backup.takenAt}>{DATE.format(new Date(backup.takenAt))}</time>
              <span className="soft small">{formatBytes(backup.bytes)}</span>
              <Button
                size="sm"
                icon={<DatabaseBackup size={14} aria-hidden="true" />}
                disabled={busy}
                aria-label={`Restore the backup of ${DATE.format(new Date(backup.takenAt))}`}
                onClick={() => restore.run(backup)}
              >
                Restore
              </Button>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}

function RebuiltReport({ rebuilt }: { readonly rebuilt: Rebuilt }) {
  const { recordings, separations, projects, withoutSidecar, problems, kept } = rebuilt;
  return (
    <div className="page recovery">
      <header className="page-header">
        <h1>The library is rebuilt</h1>
      </header>
      <Note
        tone="success"
        title={`${count(recordings, 'recording')}, ${count(separations, 'separation')} and ${count(projects, 'mix', 'mixes')} came back`}
      >
        {kept === null ? undefined : `The old database is kept as backups/${kept}.`}
      </Note>
      {withoutSidecar.length > 0 && (
        <section className="panel recovery-way">
          <h2>Without a description</h2>
          <p className="soft">
            These files became recordings that are named after them. Rename them as you like.
          </p>
          <ul className="recovery-files">
            {withoutSidecar.map((file) => (
              <li key={file}>{file}</li>
            ))}
          </ul>
        </section>
      )}
      {problems.length > 0 && (
        <section className="panel recovery-way">
          <h2>Not taken in</h2>
          <p className="soft">These files are still in the library’s folder.</p>
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
          Open the library
        </Button>
      </div>
    </div>
  );
}
