import { GAIN } from '../../../../src-shared/mixing/track-parameters.ts';
import type { EditName } from '../../../../src-shared/words/en/edits.ts';
import type { DocumentStore } from '../../../document/store.ts';
import { Knob } from '../../../ui/Knob.tsx';

interface Props {
  readonly label: string;
  /** The accessible name. */
  readonly name: string;
  readonly value: number;
  readonly colour: string;
  readonly edit: EditName;
  readonly store: DocumentStore;
  onChange: (gainDb: number) => void;
}

/** A level on a fader's scale, from silence to +12 dB. */
export function LevelKnob({ label, name, value, colour, edit, store, onChange }: Props) {
  return (
    <Knob
      spec={{ ...GAIN, label }}
      value={value}
      size={32}
      colour={colour}
      fillFromMin
      label={name}
      onChange={onChange}
      onGesture={(phase) => {
        if (phase === 'start') store.begin(edit);
        else store.end();
      }}
    />
  );
}
