import { useState } from 'react';
import { Trash2 } from 'lucide-react';
import type { StripPreset } from '../../../src-shared/contract/presets.ts';
import type { PresetEntry } from '../../../src-shared/mixing/presets.ts';
import { LONGEST_TRACK_NAME } from '../../../src-shared/project/limits.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { NameDialog } from '../../ui/NameDialog.tsx';
import { words } from '../../words/words.ts';

interface SaveProps {
  readonly entries: readonly PresetEntry[];
  /** Proposed for the preset. */
  readonly name: string;
  /** Of the presets that there are. */
  readonly names: readonly string[];
  onSaved: (presets: readonly StripPreset[]) => void;
  onClose: () => void;
}

/** Asks for the name of a new preset, or of the one to replace. */
export function SavePreset({ entries, name: proposed, names, onSaved, onClose }: SaveProps) {
  const [name, setName] = useState(proposed);
  const save = useAction(async () => {
    onSaved(await api.presets.save({ name: name.trim(), entries: [...entries] }));
    onClose();
  });
  const text = words().processors;
  return (
    <NameDialog
      title={text.savePresetTitle}
      label={text.presetName}
      value={name}
      onChange={setName}
      problem={name.trim() === '' ? text.presetNeedsName : null}
      hint={names.includes(name.trim()) ? text.replacesPreset : undefined}
      maxLength={LONGEST_TRACK_NAME}
      action={text.save}
      busy={save.busy}
      failure={save.error === null ? null : describeFailure(save.error)}
      onSubmit={() => save.run()}
      onClose={onClose}
    />
  );
}

interface RemoveProps {
  readonly presets: readonly StripPreset[];
  onRemoved: (presets: readonly StripPreset[]) => void;
  onClose: () => void;
}

/** The user's presets, each with a button that removes it. */
export function RemovePresets({ presets, onRemoved, onClose }: RemoveProps) {
  const remove = useAction(async (name: string) => {
    const left = await api.presets.remove({ name });
    onRemoved(left);
    if (left.length === 0) onClose();
  });
  const text = words().processors;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={text.removePresetsTitle}
      footer={<Button onClick={onClose}>{words().common.close}</Button>}
    >
      {remove.error !== null && <FailureNote {...describeFailure(remove.error)} />}
      <ul className="preset-list">
        {presets.map(({ name }) => (
          <li key={name}>
            <span className="ellipsis">{name}</span>
            <IconButton
              label={text.removePreset(name)}
              size="sm"
              disabled={remove.busy}
              onClick={() => remove.run(name)}
            >
              <Trash2 size={14} aria-hidden="true" />
            </IconButton>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
