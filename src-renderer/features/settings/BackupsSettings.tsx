import { DatabaseBackup } from 'lucide-react';
import { useState } from 'react';
import type { Backup } from '../../../src-shared/contract/backups.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote, Note, Spinner } from '../../ui/feedback.tsx';
import { formatBytes } from '../../../src-shared/format/numbers.ts';
import { words } from '../../words/words.ts';

/** Enough to cover the last few days; the rest are shown on request. */
const SHOWN_AT_FIRST = 5;

const dateOf = (backup: Backup): string => words().units.dateWithSeconds(new Date(backup.takenAt));

/** Lists the library's backups, creates a new one, and restores one. */
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
          <h2 id="settings-backups">{words().settings.backups.title}</h2>
          <p className="soft small">{words().settings.backups.text}</p>
        </div>
        <Button
          size="sm"
          icon={<DatabaseBackup size={14} aria-hidden="true" />}
          busy={create.busy}
          disabled={readOnly}
          onClick={() => create.run()}
        >
          {words().settings.backups.now}
        </Button>
      </div>
      {found.data?.problem != null && (
        <Note tone="warning" title={words().settings.backups.failed}>
          {found.data.problem}
        </Note>
      )}
      {damaged > 0 && (
        <Note tone="warning" title={words().settings.backups.damaged(damaged)}>
          {words().settings.backups.damagedText(damaged)}
        </Note>
      )}
      {keptAs !== null && (
        <Note tone="success" title={words().settings.backups.restored} onDismiss={() => setKeptAs(null)}>
          {words().settings.backups.keptAs(keptAs)}
        </Note>
      )}
      {create.error !== null && <FailureNote {...describeFailure(create.error)} />}
      {found.error !== null && <FailureNote {...describeFailure(found.error)} />}
      {found.data === null && found.error === null && <Spinner label={words().settings.backups.looking} />}
      {found.data !== null && backups.length === 0 && (
        <p className="soft backups-none">{words().settings.backups.none}</p>
      )}
      {shown.length > 0 && (
        <ul className="backups-list">
          {shown.map((backup) => (
            <li key={backup.name}>
              <span className="backups-date">
                <time dateTime={backup.takenAt}>{dateOf(backup)}</time>
                {backup.kind !== 'backup' && (
                  <span className="soft small">{words().settings.backups.kinds[backup.kind]}</span>
                )}
              </span>
              <span className="soft small backups-size">{formatBytes(backup.bytes)}</span>
              <Button
                size="sm"
                disabled={readOnly}
                aria-label={words().settings.backups.restore(dateOf(backup))}
                onClick={() => setRestoring(backup)}
              >
                {words().settings.backups.restoreShort}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {backups.length > SHOWN_AT_FIRST && (
        <Button size="sm" variant="quiet" className="backups-more" onClick={() => setShowAll(!showAll)}>
          {showAll ? words().common.showFewer : words().common.showAll(backups.length)}
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
      title={words().settings.backups.restoreTitle}
      action={words().common.restore}
      busy={restore.busy}
      onConfirm={() => restore.run()}
    >
      <p>{words().settings.backups.restoreText(dateOf(backup))}</p>
      <p className="soft">{words().settings.backups.restoreNote}</p>
      {restore.error !== null && <FailureNote {...describeFailure(restore.error)} />}
    </ConfirmDialog>
  );
}
