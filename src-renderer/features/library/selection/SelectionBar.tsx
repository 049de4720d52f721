import { AudioWaveform, FileArchive, FileDown, Play, Tag, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { Recording } from '../../../../src-shared/contract/recording.ts';
import { Button, IconButton } from '../../../ui/Button.tsx';
import { words } from '../../../words/words.ts';
import { downloadNames } from './names-list.ts';
import { RemoveSelected } from './RemoveSelected.tsx';
import { SeparateSelected } from './SeparateSelected.tsx';
import { TagSelected } from './TagSelected.tsx';

export type BarDialog = 'separate' | 'tag' | 'remove';

interface Props {
  /** At least one. */
  readonly recordings: readonly Recording[];
  readonly readOnly: boolean;
  /** Null where the selection can't be played: several recordings, or one that is not ready. */
  readonly onListen: (() => void) | null;
  onDialog: (dialog: BarDialog) => void;
  onExport: () => void;
  onClear: () => void;
}

/** What can be done with the selected recordings. */
export function SelectionBar({ recordings, readOnly, onListen, onDialog, onExport, onClear }: Props) {
  const t = words().library.selection;
  return (
    <section className="selected-bar" aria-label={t.label}>
      <p className="selection-count tabular" role="status">
        {t.count(recordings.length)}
      </p>
      {onListen !== null && (
        <Button
          size="sm"
          title={t.listenHint}
          icon={<Play size={13} fill="currentColor" aria-hidden="true" />}
          onClick={onListen}
        >
          {words().common.listen}
        </Button>
      )}
      <Button
        size="sm"
        icon={<AudioWaveform size={14} aria-hidden="true" />}
        disabled={readOnly}
        onClick={() => onDialog('separate')}
      >
        {t.separate}
      </Button>
      <Button
        size="sm"
        icon={<Tag size={14} aria-hidden="true" />}
        disabled={readOnly}
        onClick={() => onDialog('tag')}
      >
        {t.tag}
      </Button>
      <Button
        size="sm"
        title={t.namesHint}
        icon={<FileDown size={14} aria-hidden="true" />}
        onClick={() => downloadNames(recordings, t.namesFile)}
      >
        {t.names}
      </Button>
      <Button size="sm" icon={<FileArchive size={14} aria-hidden="true" />} onClick={onExport}>
        {words().archives.exportSome}
      </Button>
      <Button
        size="sm"
        icon={<Trash2 size={14} aria-hidden="true" />}
        disabled={readOnly}
        onClick={() => onDialog('remove')}
      >
        {t.remove}
      </Button>
      <IconButton label={t.clear} size="sm" onClick={onClear}>
        <X size={15} aria-hidden="true" />
      </IconButton>
    </section>
  );
}

interface DialogsProps {
  readonly dialog: BarDialog | null;
  readonly recordings: readonly Recording[];
  onClose: () => void;
}

/** Shows one of the bar's dialogs, about the recordings that were selected when it opened. */
export function SelectionDialogs({ dialog, recordings, onClose }: DialogsProps) {
  const [asked, setAsked] = useState<{
    readonly dialog: BarDialog | null;
    readonly about: readonly Recording[];
  }>({
    dialog: null,
    about: [],
  });
  if (asked.dialog !== dialog) setAsked({ dialog, about: recordings });
  const props = { recordings: asked.about, onClose };
  switch (asked.dialog) {
    case 'separate':
      return <SeparateSelected {...props} />;
    case 'tag':
      return <TagSelected {...props} />;
    case 'remove':
      return <RemoveSelected {...props} />;
    case null:
      return null;
  }
}
