import { MoveRight } from 'lucide-react';
import { useState } from 'react';
import type { ReadyRecording } from '../../../src-shared/contract/recording.ts';
import type { Note } from '../../../src-shared/project/notes.ts';
import type { SoundSelection } from '../../../src-shared/project/sound-selection.ts';
import { useSeparationsOf } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { soundOfNotes } from './sound-of-notes.ts';
import { StemEditsDialog } from './StemEditsDialog.tsx';
import { words } from '../../words/words.ts';

interface Props {
  readonly recording: ReadyRecording;
  /** The selected ones. */
  readonly notes: readonly Note[];
  readonly readOnly: boolean;
}

/** Sends the sound of the selected notes, their harmonics, from one stem of the newest separation to another. */
export function TakeSound({ recording, notes, readOnly }: Props) {
  const separation = useSeparationsOf(recording.id).find(({ state }) => state === 'ready');
  const [taken, setTaken] = useState<SoundSelection | null>(null);
  const selection = soundOfNotes(notes);
  const player = notes[0]?.player;
  if (separation?.state !== 'ready') return null;
  const texts = words().stemEdits;
  return (
    <>
      <Button
        size="sm"
        icon={<MoveRight size={14} aria-hidden="true" />}
        disabled={readOnly || selection === null}
        title={texts.takeSoundHint}
        // While nothing is selected it keeps its place, so that nothing around it moves.
        onClick={() => setTaken(selection)}
      >
        {texts.takeSound}
      </Button>
      {taken !== null && (
        <StemEditsDialog
          {...{ recording, separation, readOnly }}
          passage={null}
          stemId={separation.stems.find(({ name }) => name === player)?.id ?? null}
          selection={taken}
          onClose={() => setTaken(null)}
        />
      )}
    </>
  );
}
