import { useState, useSyncExternalStore } from 'react';
import { ClipboardPaste, Copy, EllipsisVertical, ListX, Save } from 'lucide-react';
import type { StripPreset } from '../../../src-shared/contract/presets.ts';
import { BUILT_IN_PRESETS, type PresetEntry } from '../../../src-shared/mixing/presets.ts';
import { findProcessor } from '../../../src-shared/mixing/processors/registry.ts';
import { api } from '../../api/client.ts';
import { describeFailure } from '../../api/messages.ts';
import { stripOf } from '../../document/strip-owners.ts';
import type { DocumentStore } from '../../document/store.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { useNotify } from '../../ui/notify.ts';
import { words } from '../../words/words.ts';
import { stripClipboard } from './clipboard.ts';
import type { StripOwner } from './panels.ts';
import { RemovePresets, SavePreset } from './PresetDialogs.tsx';

interface Props {
  readonly owner: StripOwner;
  readonly store: DocumentStore;
}

const ICON = 14;

/** Copies and pastes a strip, and applies, saves and removes presets. */
export function StripMenu({ owner, store }: Props) {
  const notify = useNotify();
  const clipboard = useSyncExternalStore(stripClipboard.subscribe, stripClipboard.get);
  const [presets, setPresets] = useState<readonly StripPreset[]>([]);
  const [dialog, setDialog] = useState<'save' | 'remove' | null>(null);
  const text = words().processors;
  const load = (): void => {
    api.presets.list().then(setPresets, (error: unknown) => {
      const { title, advice } = describeFailure(error);
      notify({ tone: 'error', title, text: advice });
    });
  };
  const own = owner.strip.filter(isKnown).map(({ id: _id, ...entry }) => entry);
  const apply = (entries: readonly PresetEntry[]): void => applyTo(store, owner.id, entries);
  const entries: MenuEntry[] = [
    {
      kind: 'item',
      label: text.copyStrip,
      icon: <Copy size={ICON} aria-hidden="true" />,
      onSelect: () => stripClipboard.set(own),
    },
    {
      kind: 'item',
      label: text.pasteStrip,
      icon: <ClipboardPaste size={ICON} aria-hidden="true" />,
      disabled: clipboard === null,
      onSelect: () => apply(clipboard ?? []),
    },
    { kind: 'heading', label: text.builtInPresets },
    ...BUILT_IN_PRESETS.map((preset): MenuEntry => ({
      kind: 'item',
      label: text.presets[preset.id] ?? preset.id,
      onSelect: () => apply(preset.entries),
    })),
    ...(presets.length === 0 ? [] : [{ kind: 'heading', label: text.ownPresets } as const]),
    ...presets.map((preset): MenuEntry => ({
      kind: 'item',
      label: preset.name,
      disabled: !preset.entries.every(isKnown),
      onSelect: () => apply(preset.entries),
    })),
    { kind: 'separator' },
    {
      kind: 'item',
      label: text.savePreset,
      icon: <Save size={ICON} aria-hidden="true" />,
      onSelect: () => setDialog('save'),
    },
    {
      kind: 'item',
      label: text.removePresets,
      icon: <ListX size={ICON} aria-hidden="true" />,
      disabled: presets.length === 0,
      onSelect: () => setDialog('remove'),
    },
  ];
  return (
    <>
      <Menu
        side="top"
        trigger={
          <IconButton label={text.stripMenu(owner.name)} size="sm" onPointerDown={load} onKeyDown={load}>
            <EllipsisVertical size={ICON} aria-hidden="true" />
          </IconButton>
        }
        entries={entries}
      />
      {dialog === 'save' && (
        <SavePreset
          entries={own}
          name={owner.name}
          names={presets.map(({ name }) => name)}
          onSaved={setPresets}
          onClose={() => setDialog(null)}
        />
      )}
      {dialog === 'remove' && (
        <RemovePresets presets={presets} onRemoved={setPresets} onClose={() => setDialog(null)} />
      )}
    </>
  );
}

const isKnown = ({ processor, version }: PresetEntry): boolean =>
  findProcessor(processor, version) !== undefined;

/** Replaces a strip; what has its fixed place, the master's limiter, stays. */
function applyTo(store: DocumentStore, ownerId: string, entries: readonly PresetEntry[]): void {
  const fixed = stripOf(store.getSnapshot().document, ownerId).filter((entry) => !isKnown(entry));
  store.apply({ type: 'setStrip', trackId: ownerId, entries: [...entries, ...fixed] });
}
