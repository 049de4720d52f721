import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { TrashEntry } from '../../../src-shared/contract/trash.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useHost } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { ConfirmDialog } from '../../ui/Dialog.tsx';
import { FailureNote, Spinner } from '../../ui/feedback.tsx';
import { Choices } from '../../ui/fields.tsx';
import { formatBytes } from '../../../src-shared/format/numbers.ts';
import { words } from '../../words/words.ts';

const SHOWN_AT_FIRST = 8;
const MONTH_MS = 30 * 24 * 60 * 60 * 1000;
const dateOf = ({ removedAt }: TrashEntry): string =>
  removedAt === '' ? words().settings.trash.unknownTime : words().units.date(new Date(removedAt));

/** Lists removed items, which can be restored or permanently deleted. */
export function TrashSettings({ readOnly }: { readonly readOnly: boolean }) {
  const revision = useHost((host) => host.trashRevision);
  const found = useLoad(`trash-${revision}`, () => api.trash.list());
  const [showAll, setShowAll] = useState(false);
  const [emptying, setEmptying] = useState(false);
  const restore = useAction(async (entry: TrashEntry) => {
    await api.trash.restore({ id: entry.id });
    found.reload();
  });
  const entries = found.data ?? [];
  const shown = showAll ? entries : entries.slice(0, SHOWN_AT_FIRST);
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  return (
    <section className="panel settings-panel" aria-labelledby="settings-trash">
      <div className="backups-head">
        <div>
          <h2 id="settings-trash">{words().settings.trash.title}</h2>
          <p className="soft small">
            {words().settings.trash.text}
            {entries.length > 0 && ` ${words().settings.trash.holds(entries.length, formatBytes(bytes))}`}
          </p>
        </div>
        <Button
          size="sm"
          icon={<Trash2 size={14} aria-hidden="true" />}
          disabled={readOnly || entries.length === 0}
          onClick={() => setEmptying(true)}
        >
          {words().settings.trash.empty}
        </Button>
      </div>
      {restore.error !== null && <FailureNote {...describeFailure(restore.error)} />}
      {found.error !== null && <FailureNote {...describeFailure(found.error)} />}
      {found.data === null && found.error === null && <Spinner label={words().settings.trash.looking} />}
      {found.data !== null && entries.length === 0 && (
        <p className="soft trash-none">
          <Trash2 size={16} aria-hidden="true" /> {words().settings.trash.none}
        </p>
      )}
      {shown.length > 0 && (
        <ul className="backups-list">
          {shown.map((entry) => (
            <li key={entry.id}>
              <span className="trash-what">
                <span className="trash-title">{entry.title}</span>
                <span className="soft small">
                  {[words().settings.trash.kinds[entry.kind], entry.detail].filter(Boolean).join(' · ')}
                  {' · '}
                  {words().settings.trash.removed(dateOf(entry))}
                </span>
                {entry.problem !== null && <span className="small trash-problem">{entry.problem}</span>}
              </span>
              <span className="soft small backups-size">{formatBytes(entry.bytes)}</span>
              <Button
                size="sm"
                disabled={readOnly || restore.busy || entry.problem !== null}
                aria-label={words().settings.trash.restore(entry.title, dateOf(entry))}
                onClick={() => restore.run(entry)}
              >
                {words().common.restore}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {entries.length > SHOWN_AT_FIRST && (
        <Button size="sm" variant="quiet" className="backups-more" onClick={() => setShowAll(!showAll)}>
          {showAll ? words().common.showFewer : words().common.showAll(entries.length)}
        </Button>
      )}
      {emptying && (
        <EmptyDialog
          entries={entries}
          onClose={() => {
            setEmptying(false);
            found.reload();
          }}
        />
      )}
    </section>
  );
}

type Which = 'all' | 'month';

function EmptyDialog({ entries, onClose }: { readonly entries: readonly TrashEntry[]; onClose: () => void }) {
  const [which, setWhich] = useState<Which>('all');
  const [before] = useState(() => new Date(Date.now() - MONTH_MS).toISOString());
  const old = entries.filter(({ removedAt }) => removedAt !== '' && removedAt < before);
  const doomed = which === 'all' ? entries : old;
  const empty = useAction(async () => {
    await api.trash.empty({ before: which === 'all' ? null : before });
    onClose();
  });
  const sizeOf = (some: readonly TrashEntry[]): string =>
    formatBytes(some.reduce((sum, { bytes }) => sum + bytes, 0));
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={words().settings.trash.emptyTitle}
      action={words().settings.trash.deleteEntries(doomed.length)}
      danger
      busy={empty.busy || doomed.length === 0}
      onConfirm={() => empty.run()}
    >
      <Choices<Which>
        label={words().settings.trash.which}
        value={which}
        onChange={setWhich}
        options={[
          { value: 'all', label: words().settings.trash.everything, detail: sizeOf(entries) },
          {
            value: 'month',
            label: words().settings.trash.month,
            detail: old.length === 0 ? words().settings.trash.nothingOld : sizeOf(old),
          },
        ]}
      />
      <p className="soft">{words().settings.trash.forGood}</p>
      {empty.error !== null && <FailureNote {...describeFailure(empty.error)} />}
    </ConfirmDialog>
  );
}
