import { DatabaseBackup } from 'lucide-react';
import { useState } from 'react';
import type { Backup } from '../../../src-shared/contract/backups.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote, Note, Spinner } from '../../ui/feedback.tsx';
import { count, formatBytes } from '../../ui/format.ts';

/** Enough to reach a few days back; the others are asked for. */
const SHOWN_AT_FIRST = 5;

const KINDS: Readonly<Record<Backup['kind'], string>> = {
  backup: '',
  'before-restore': 'The library before a restore',
  damaged: 'A damaged library, kept as it was',
};

const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const dateOf = (backup: Backup): string => DATE.format(new Date(backup.takenAt));

/** The library's backups: what there is, one more, and going back to one. */
export function BackupsSettings({ readOnly }: { readonly readOnly: boolean }) {
  const found = useLoad('backups', () => api.library.backups());
  const [showAll, setShowAll] = useState(false);
  const [restoring, setRestoring] = useState<Backup | null>(null);
  const [keptAs, setKeptAs] = useState<string | null>(null);
  const create = useAction(async () => {
    await api.library.createBackup();
    found.reload();
  });
  const backups = found.data?.backups ?? [];
  const shown = showAll ? backups : backups.slice(0, SHOWN_AT_FIRST);
  const damaged = found.data?.damagedEntries ?? 0;
  return (
    <section className="panel settings-panel" aria-labelledby="settings-backups">
      <div className="backups-head">
        <div>
          <h2 id="settings-backups">Backups</h2>
          <p className="soft small">
            Copies of the library’s titles, players, mixes and tags. Divisi makes one a day by itself; audio
            files are not part of them.
          </p>
        </div>
        <Button
          size="sm"
          icon={<DatabaseBackup size={14} aria-hidden="true" />}
          busy={create.busy}
          disabled={readOnly}
          onClick={() => create.run()}
        >
          Back up now
        </Button>
      </div>
      {found.data?.problem != null && (
        <Note tone="warning" title="The last automatic backup failed">
          {found.data.problem}
        </Note>
      )}
      {damaged > 0 && (
        <Note tone="warning" title={`${count(damaged, 'entry is', 'entries are')} damaged and left out`}>
          Everything else can be used. An earlier backup may have {damaged === 1 ? 'it' : 'them'} whole.
        </Note>
      )}
      {keptAs !== null && (
        <Note tone="success" title="The backup is restored" onDismiss={() => setKeptAs(null)}>
          The previous library is kept as {keptAs} and is in the list below.
        </Note>
      )}
      {create.error !== null && <FailureNote {...describeFailure(create.error)} />}
      {found.error !== null && <FailureNote {...describeFailure(found.error)} />}
      {found.data === null && found.error === null && <Spinner label="Looking for backups" />}
      {found.data !== null && backups.length === 0 && (
        <p className="soft backups-none">There are no backups yet. The first is made within a day.</p>
      )}
      {shown.length > 0 && (
        <ul className="backups-list">
          {shown.map((backup) => (
            <li key={backup.name}>
              <span className="backups-date">
                <time dateTime={backup.takenAt}>{dateOf(backup)}</time>
                {backup.kind !== 'backup' && <span className="soft small">{KINDS[backup.kind]}</span>}
              </span>
              <span className="soft small backups-size">{formatBytes(backup.bytes)}</span>
              <Button
                size="sm"
                disabled={readOnly}
                aria-label={`Restore the backup of ${dateOf(backup)}…`}
                onClick={() => setRestoring(backup)}
              >
                Restore…
              </Button>
            </li>
          ))}
        </ul>
      )}
      {backups.length > SHOWN_AT_FIRST && (
        <Button size="sm" variant="quiet" className="backups-more" onClick={() => setShowAll(!showAll)}>
          {showAll ? 'Show fewer' : `Show all ${backups.length}`}
        </Button>
      )}
      {restoring !== null && (
        <RestoreDialog
          backup={restoring}
          onClose={() => setRestoring(null)}
          onRestored={(name) => {
            setRestoring(null);
            setKeptAs(name);
            found.reload();
          }}
        />
      )}
    </section>
  );
}

interface RestoreProps {
  readonly backup: Backup;
  onClose: () => void;
  onRestored: (keptAs: string) => void;
}

function RestoreDialog({ backup, onClose, onRestored }: RestoreProps) {
  const restore = useAction(async () => {
    const { keptAs } = await api.library.restoreBackup({ name: backup.name });
    onRestored(keptAs);
  });
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Restore this backup?"
      action="Restore"
      busy={restore.busy}
      onConfirm={() => restore.run()}
    >
      <p>Titles, players, mixes and tags go back to what they were on {dateOf(backup)}.</p>
      <p className="soft">
        No audio file is deleted, and the library as it is now is kept, so you can come back to it from this
        list. Running jobs are interrupted.
      </p>
      {restore.error !== null && <FailureNote {...describeFailure(restore.error)} />}
    </ConfirmDialog>
  );
}
