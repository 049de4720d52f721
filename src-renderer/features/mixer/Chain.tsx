import { useState, type KeyboardEvent } from 'react';
import { ArrowDown, ArrowUp, EllipsisVertical, Plus, Trash2 } from 'lucide-react';
import { PROCESSORS } from '../../../src-shared/mixing/processors/registry.ts';
import type { StripEntry } from '../../../src-shared/project/strip-entry.ts';
import { MOST_ENTRIES } from '../../../src-shared/project/limits.ts';
import { stripOf } from '../../document/strip-owners.ts';
import type { DocumentStore } from '../../document/store.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { words } from '../../words/words.ts';
import type { StripOwner } from './panels.ts';
import { PowerSwitch } from './PowerSwitch.tsx';
import { StripMenu } from './StripMenu.tsx';
import { titleOf } from '../../words/processor-names.ts';

interface Props {
  readonly owner: StripOwner;
  readonly store: DocumentStore;
  readonly selectedId: string | null;
  onSelect: (entryId: string) => void;
}

const ICON = 14;
const ROOM = 'room';

/** A room's processor and the master's limiter have their fixed places. */
const isMovable = ({ processor }: StripEntry): boolean => PROCESSORS.some(({ id }) => id === processor);

/** The processors in the order of the signal: chosen, bypassed, added, moved by drag or Alt+arrow keys, removed. */
export function Chain({ owner, store, selectedId, onSelect }: Props) {
  const [dragged, setDragged] = useState<string | null>(null);
  const movable = owner.strip.filter(isMovable).length;
  const move = (entryId: string, index: number): void => {
    if (index < 0 || index >= movable) return;
    store.apply({ type: 'moveEntry', trackId: owner.id, entryId, index });
  };
  return (
    <div className="chain">
      <ol className="chain-list" aria-label={words().processors.chainOf(owner.name)}>
        {owner.strip.map((entry, index) => (
          <li
            key={entry.id}
            className="chain-item"
            data-selected={entry.id === selectedId || undefined}
            data-bypassed={entry.bypassed || undefined}
            draggable={isMovable(entry)}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move';
              event.dataTransfer.setData('text/plain', entry.id);
              setDragged(entry.id);
            }}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              if (dragged !== entry.id && isMovable(entry)) move(dragged, index);
            }}
            onDragEnd={() => setDragged(null)}
          >
            <ChainEntry
              owner={owner}
              entry={entry}
              index={index}
              last={movable - 1}
              store={store}
              selected={entry.id === selectedId}
              onSelect={() => onSelect(entry.id)}
              onMove={(to) => move(entry.id, to)}
            />
          </li>
        ))}
      </ol>
      {owner.strip.some(({ processor }) => processor === ROOM) ? null : (
        <div className="chain-foot">
          <AddProcessor owner={owner} store={store} onAdded={onSelect} />
          <StripMenu owner={owner} store={store} />
        </div>
      )}
    </div>
  );
}

interface EntryProps {
  readonly owner: StripOwner;
  readonly entry: StripEntry;
  readonly index: number;
  /** The last place that a processor can be moved to. */
  readonly last: number;
  readonly store: DocumentStore;
  readonly selected: boolean;
  onSelect: () => void;
  onMove: (index: number) => void;
}

function ChainEntry({ owner, entry, index, last, store, selected, onSelect, onMove }: EntryProps) {
  const title = titleOf(entry);
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (!event.altKey || by === 0 || !isMovable(entry)) return;
    event.preventDefault();
    event.stopPropagation();
    onMove(index + by);
  };
  const entries: MenuEntry[] = [
    {
      kind: 'item',
      label: words().processors.moveUp,
      icon: <ArrowUp size={ICON} aria-hidden="true" />,
      disabled: index === 0,
      onSelect: () => onMove(index - 1),
    },
    {
      kind: 'item',
      label: words().processors.moveDown,
      icon: <ArrowDown size={ICON} aria-hidden="true" />,
      disabled: index === last,
      onSelect: () => onMove(index + 1),
    },
    { kind: 'separator' },
    {
      kind: 'item',
      label: words().processors.remove(title),
      icon: <Trash2 size={ICON} aria-hidden="true" />,
      danger: true,
      onSelect: () => store.apply({ type: 'removeEntry', trackId: owner.id, entryId: entry.id }),
    },
  ];
  return (
    <>
      <PowerSwitch
        title={title}
        label={words().processors.switchOf(title)}
        owner={owner}
        entry={entry}
        store={store}
      />
      <button
        type="button"
        className="chain-title ellipsis"
        aria-current={selected || undefined}
        title={isMovable(entry) ? words().processors.moveByKeys : title}
        onClick={onSelect}
        onKeyDown={onKeyDown}
      >
        {title}
      </button>
      {isMovable(entry) && (
        <Menu
          trigger={
            <IconButton label={words().processors.moreFor(title)} size="sm" className="chain-more">
              <EllipsisVertical size={ICON} aria-hidden="true" />
            </IconButton>
          }
          entries={entries}
        />
      )}
    </>
  );
}

function AddProcessor({
  owner,
  store,
  onAdded,
}: Pick<Props, 'owner' | 'store'> & { onAdded: (entryId: string) => void }) {
  const add = (processor: string): void => {
    const before = new Set(owner.strip.map(({ id }) => id));
    const index = owner.strip.filter(isMovable).length;
    store.apply({ type: 'addEntry', trackId: owner.id, processor, index });
    const added = stripOf(store.getSnapshot().document, owner.id).find(({ id }) => !before.has(id));
    if (added !== undefined) onAdded(added.id);
  };
  return (
    <Menu
      align="start"
      side="top"
      trigger={
        <Button
          size="sm"
          variant="quiet"
          className="chain-add"
          icon={<Plus size={ICON} aria-hidden="true" />}
          disabled={owner.strip.length >= MOST_ENTRIES}
        >
          {words().processors.add}
        </Button>
      }
      entries={PROCESSORS.map((spec) => ({
        kind: 'item',
        label: titleOf({ processor: spec.id, version: spec.version }),
        onSelect: () => add(spec.id),
      }))}
    />
  );
}
