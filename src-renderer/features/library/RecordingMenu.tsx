import { AudioWaveform, FileDown, Pencil, Play, Tag, Trash2 } from 'lucide-react';
import { useState, type MouseEvent, type ReactNode } from 'react';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { ContextMenu, type MenuEntry } from '../../ui/Menu.tsx';
import { words } from '../../words/words.ts';
import { downloadNames } from './selection/names-list.ts';
import type { BarDialog } from './selection/SelectionBar.tsx';

/** What the user wants to do with a recording, before it is confirmed. */
export interface Asking {
  readonly what: 'rename' | 'remove';
  readonly recording: Recording;
}

interface Props {
  /** Undefined for a row that has not arrived yet. */
  at: (index: number) => Recording | undefined;
  readonly selectedIds: ReadonlySet<RecordingId>;
  readonly selected: readonly Recording[];
  readonly readOnly: boolean;
  onAsk: (asking: Asking) => void;
  onDialog: (dialog: BarDialog) => void;
  onListen: (recording: Recording) => void;
  readonly children: ReactNode;
}

/**
 * The list with one context menu for all of its rows. It is about the row that was clicked, or about the whole selection
 * if the row is part of it.
 */
export function RecordingMenu({ at, selectedIds, selected, ...props }: Props) {
  const [about, setAbout] = useState<Recording | null>(null);
  const isMany = about !== null && selectedIds.has(about.id) && selected.length > 1;
  const entries = about === null ? [] : isMany ? forMany(selected, props) : forOne(about, props);
  const onContextMenuCapture = (event: MouseEvent): void => {
    const row = event.target instanceof Element ? event.target.closest('[data-index]') : null;
    const recording = row instanceof HTMLElement ? at(Number(row.dataset['index'])) : undefined;
    if (recording !== undefined) {
      setAbout(recording);
      return;
    }
    // The Menu key reaches the list, which keeps the focus; it means the current row. Elsewhere the browser's menu opens.
    event.stopPropagation();
    const current = document.querySelector('.library-list [data-cursor]');
    if (!(event.target instanceof Element) || !event.target.matches('[role=grid], [role=listbox]')) return;
    if (current === null) return;
    event.preventDefault();
    openMenuAt(current);
  };
  return (
    <ContextMenu entries={entries}>
      <div className="library-list" onContextMenuCapture={onContextMenuCapture}>
        {props.children}
      </div>
    </ContextMenu>
  );
}

/** Opens the context menu at an element of a row. */
function openMenuAt(element: Element): void {
  const { left, bottom } = element.getBoundingClientRect();
  const init = { bubbles: true, cancelable: true, clientX: left, clientY: bottom };
  element.dispatchEvent(new window.MouseEvent('contextmenu', init));
}

export const openMenuBelow = (event: MouseEvent): void => openMenuAt(event.currentTarget);

type Actions = Pick<Props, 'readOnly' | 'onAsk' | 'onDialog' | 'onListen'>;

function forOne(recording: Recording, { readOnly, onAsk, onListen }: Actions): readonly MenuEntry[] {
  return [
    {
      kind: 'item',
      label: words().common.listen,
      icon: <Play size={14} aria-hidden="true" />,
      disabled: recording.state !== 'ready' || !recording.available,
      onSelect: () => onListen(recording),
    },
    {
      kind: 'item',
      label: words().library.row.rename,
      icon: <Pencil size={14} aria-hidden="true" />,
      disabled: readOnly,
      onSelect: () => onAsk({ what: 'rename', recording }),
    },
    { kind: 'separator' },
    {
      kind: 'item',
      label: words().library.row.remove,
      icon: <Trash2 size={14} aria-hidden="true" />,
      danger: true,
      disabled: readOnly,
      onSelect: () => onAsk({ what: 'remove', recording }),
    },
  ];
}

function forMany(recordings: readonly Recording[], { readOnly, onDialog }: Actions): readonly MenuEntry[] {
  const t = words().library.selection;
  return [
    { kind: 'heading', label: t.count(recordings.length) },
    {
      kind: 'item',
      label: t.separate,
      icon: <AudioWaveform size={14} aria-hidden="true" />,
      disabled: readOnly,
      onSelect: () => onDialog('separate'),
    },
    {
      kind: 'item',
      label: t.tag,
      icon: <Tag size={14} aria-hidden="true" />,
      disabled: readOnly,
      onSelect: () => onDialog('tag'),
    },
    {
      kind: 'item',
      label: t.names,
      icon: <FileDown size={14} aria-hidden="true" />,
      onSelect: () => downloadNames(recordings, t.namesFile),
    },
    { kind: 'separator' },
    {
      kind: 'item',
      label: t.remove,
      icon: <Trash2 size={14} aria-hidden="true" />,
      danger: true,
      disabled: readOnly,
      onSelect: () => onDialog('remove'),
    },
  ];
}
