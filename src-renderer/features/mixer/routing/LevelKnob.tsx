import { GAIN } from '../../../../src-shared/mixing/track-parameters.ts';
import type { EditName } from '../../../../src-shared/words/en/edits.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { Knob } from '../../../ui/Knob.tsx';
import { words } from '../../../words/words.ts';

interface Props {
  readonly label: string;
  /** The accessible name. */
  readonly name: string;
  readonly value: number;
  /** A lane takes the knob's place. */
  readonly automated: boolean;
  readonly colour: string;
  readonly edit: EditName;
  readonly store: DocumentStore;
  onChange: (gainDb: number) => void;
}

/** A level on a fader's scale, from silence to +12 dB. */
export function LevelKnob({ label, name, value, automated, colour, edit, store, onChange }: Props) {
  return (
    <div className="level-knob">
      <Knob
        spec={{ ...GAIN, label }}
        value={value}
        size={32}
        colour={colour}
        fillFromMin
        label={automated ? words().automation.automated(name) : name}
        disabled={automated}
        showValue={!automated}
        onChange={onChange}
        onGesture={(phase) => {
          if (phase === 'start') store.begin(edit);
          else store.end();
        }}
      />
      {automated && <span className="soft small">{words().editor.track.automated}</span>}
    </div>
  );
}
