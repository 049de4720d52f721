import { AudioLines } from 'lucide-react';
import { useState } from 'react';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import { useAction } from '../../api/hooks.ts';
import { useSeparationsOf } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { StemEditsDialog, type Passage } from './StemEditsDialog.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly recording: ReadyRecording;
  /** Of the selected notes; null for the whole of what was separated. */
  readonly passage: Passage | null;
  readonly readOnly: boolean;
  /** The notes reach the model as they are saved. */
  saveNow: () => Promise<void>;
}

/** From corrected notes to corrected stems: opens the edits of the recording's newest separation. */
export function SeparateAgain({ recording, passage, readOnly, saveNow }: Props) {
  const separation = useSeparationsOf(recording.id).find(({ state }) => state === 'ready');
  const [edited, setEdited] = useState<{ readonly passage: Passage | null } | null>(null);
  const open = useAction(async () => {
    await saveNow();
    setEdited({ passage });
  });
  const texts = words().stemEdits;
  return (
    <>
      <Button
        size="sm"
        icon={<AudioLines size={14} aria-hidden="true" />}
        disabled={readOnly || separation === undefined}
        busy={open.busy}
        title={separation === undefined ? texts.notesNoStems : texts.notesAgainHint}
        onClick={open.run}
      >
        {texts.notesAgain}
      </Button>
      {edited !== null && separation?.state === 'ready' && (
        <StemEditsDialog
          {...{ recording, separation, readOnly }}
          passage={edited.passage}
          stemId={null}
          onClose={() => setEdited(null)}
        />
      )}
    </>
  );
}
