import { useState } from 'react';
import { EllipsisVertical, Ear } from 'lucide-react';
import { formatDb, formatNumber } from '../../../../src-shared/format/numbers.ts';
import type { Snapshot } from '../../../../src-shared/project/document.ts';
import { LONGEST_SNAPSHOT_NAME, MOST_SNAPSHOTS } from '../../../../src-shared/project/limits.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { Button, IconButton, Toggle } from '../../../ui/Button.tsx';
import { Menu, type MenuEntry } from '../../../ui/Menu.tsx';
import { NameDialog } from '../../../ui/NameDialog.tsx';
import { words } from '../../../words/words.ts';
import type { EditorSession } from '../session.ts';
import { useObservable } from '../use-store.ts';
import type { Audition } from './audition.ts';
import { BlindDialog } from './BlindDialog.tsx';
import type { MixLevel } from './mix-levels.ts';
import './snapshots.css';

interface Props {
  readonly session: EditorSession;
  readonly snapshots: readonly Snapshot[];
}

/** The snapshots of the mix, each a press away, with their loudness; nothing while there are none. */
export function SnapshotBar({ session, snapshots }: Props) {
  const { audition, store } = session;
  const { heard, blind, matching } = useObservable(audition.state);
  useObservable(audition.levels.changes);
  const [naming, setNaming] = useState<Snapshot | null>(null);
  if (snapshots.length === 0) return null;
  const text = words().snapshots;
  const heardSnapshot = snapshots.find(({ id }) => id === heard);
  const title = heardSnapshot === undefined ? text.present : titleOf(heardSnapshot);
  const trim = audition.trimOf(heard);
  const kept = snapshots.map(({ id }) => id).join(' ');
  return (
    <div className="snapshot-bar" role="toolbar" aria-label={text.title}>
      <div className="snapshot-choices">
        <HearButton audition={audition} snapshot={null} isHeard={!blind && heard === null} />
        {snapshots.map((snapshot) => (
          <span
            key={snapshot.id}
            className="snapshot"
            data-heard={(!blind && snapshot.id === heard) || undefined}
          >
            <HearButton audition={audition} snapshot={snapshot} isHeard={!blind && snapshot.id === heard} />
            <Menu
              entries={entriesOf(snapshot, store, () => setNaming(snapshot))}
              trigger={
                <IconButton size="sm" label={text.more(titleOf(snapshot))}>
                  <EllipsisVertical size={13} aria-hidden="true" />
                </IconButton>
              }
            />
          </span>
        ))}
      </div>
      <span className="visually-hidden" role="status">
        {blind ? '' : text.status(trim === 0 ? text.heard(title) : text.heardAt(title, formatDb(trim)), kept)}
      </span>
      {snapshots.length === MOST_SNAPSHOTS && <span className="small faint">{text.full}</span>}
      {!blind && heardSnapshot !== undefined && (
        <span className="snapshot-shown small soft ellipsis" title={text.editGoesOn}>
          {text.shown(heardSnapshot.id)}
        </span>
      )}
      <span className="snapshot-trim tabular small faint" aria-hidden="true">
        {blind || trim === 0 ? '' : formatDb(trim)}
      </span>
      <Toggle
        label={text.match}
        title={text.matchDetail}
        size="sm"
        pressed={matching}
        onPressedChange={audition.setMatching}
      />
      <Button
        size="sm"
        icon={<Ear size={14} aria-hidden="true" />}
        disabled={snapshots.length < 2}
        title={snapshots.length < 2 ? text.blind.needTwo : text.blind.openDetail}
        onClick={() => audition.setBlind(true)}
      >
        {text.blind.open}
      </Button>
      {blind && <BlindDialog session={session} onClose={() => audition.setBlind(false)} />}
      {naming !== null && <RenameSnapshot snapshot={naming} store={store} onClose={() => setNaming(null)} />}
    </div>
  );
}

export const titleOf = ({ id, name }: Snapshot): string =>
  name === '' ? words().snapshots.snapshot(id) : words().snapshots.named(id, name);

interface HearProps {
  readonly audition: Audition;
  /** Null for the present mix. */
  readonly snapshot: Snapshot | null;
  readonly isHeard: boolean;
}

function HearButton({ audition, snapshot, isHeard }: HearProps) {
  const text = words().snapshots;
  const id = snapshot?.id ?? null;
  const level = audition.levelOf(id);
  const isShown = level.kind !== 'unknown' && audition.state.getSnapshot().matching;
  const title = snapshot === null ? text.present : titleOf(snapshot);
  return (
    <button
      type="button"
      className="snapshot-hear"
      aria-pressed={isHeard}
      aria-label={isShown ? text.hearAt(title, levelText(level)) : text.hear(title)}
      title={snapshot === null ? title : `${title}. ${text.editGoesOn}`}
      onClick={() => {
        if (level.kind === 'failed') audition.levels.retry();
        audition.hear(id);
      }}
    >
      {snapshot === null ? <span>{text.present}</span> : <strong>{snapshot.id}</strong>}
      {snapshot !== null && snapshot.name !== '' && <span className="ellipsis">{snapshot.name}</span>}
      {isShown && <span className="faint tabular small">{levelText(level)}</span>}
    </button>
  );
}

export function levelText(level: MixLevel): string {
  const text = words().snapshots;
  switch (level.kind) {
    case 'unknown':
      return text.notMeasured;
    case 'measuring':
      return text.measuring(words().common.percent(Math.round(level.done * 100)));
    case 'failed':
      return text.failed;
    case 'level':
      return level.lufs === null ? text.silent : text.lufs(formatNumber(level.lufs, 1));
  }
}

function entriesOf({ id }: Snapshot, store: DocumentStore, rename: () => void): MenuEntry[] {
  const text = words().snapshots;
  const apply = (type: 'useSnapshot' | 'replaceSnapshot' | 'removeSnapshot') => (): void =>
    store.apply({ type, snapshotId: id });
  return [
    { kind: 'item', label: text.use, onSelect: apply('useSnapshot') },
    { kind: 'item', label: text.replace, onSelect: apply('replaceSnapshot') },
    { kind: 'item', label: text.rename, onSelect: rename },
    { kind: 'separator' },
    { kind: 'item', label: text.remove, danger: true, onSelect: apply('removeSnapshot') },
  ];
}

interface RenameProps {
  readonly snapshot: Snapshot;
  readonly store: DocumentStore;
  onClose: () => void;
}

function RenameSnapshot({ snapshot, store, onClose }: RenameProps) {
  const text = words().snapshots;
  const [name, setName] = useState(snapshot.name);
  return (
    <NameDialog
      title={text.renameTitle(snapshot.id)}
      label={text.name}
      hint={text.nameHint}
      value={name}
      maxLength={LONGEST_SNAPSHOT_NAME}
      onChange={setName}
      problem={null}
      action={words().common.rename}
      busy={false}
      failure={null}
      onSubmit={() => {
        store.apply({ type: 'renameSnapshot', snapshotId: snapshot.id, name });
        onClose();
      }}
      onClose={onClose}
    />
  );
}
