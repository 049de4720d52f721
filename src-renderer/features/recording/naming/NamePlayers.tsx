import { Check } from 'lucide-react';
import { useState } from 'react';
import type { Stem } from '../../../../src-shared/contract/separation.ts';
import type { StemSounds } from '../../../../src-shared/contract/stem-versions.ts';
import { formatTime } from '../../../../src-shared/format/time.ts';
import type { StemId } from '../../../../src-shared/project/ids.ts';
import { AuditionButton } from '../../../ui/AuditionButton.tsx';
import { Button } from '../../../ui/Button.tsx';
import { Dialog } from '../../../ui/Dialog.tsx';
import { Select } from '../../../ui/fields.tsx';
import { Spinner } from '../../../ui/feedback.tsx';
import { words } from '../../../words/words.ts';
import { asTheyAre, soundsOf, withName } from './names.ts';
import type { Clips } from './use-clips.ts';

interface Props {
  /** Of the players, without the rest. */
  readonly stems: readonly Pick<Stem, 'id' | 'label'>[];
  /** Null while they are looked for. */
  readonly clips: Clips | null;
  /** Where the separation begins in the recording, in samples. */
  readonly from: number;
  readonly busy: boolean;
  onName: (sounds: StemSounds) => void;
  /** Every stem has the right name already. */
  onConfirm: () => void;
  onClose: () => void;
}

/** Plays each stem where it is clearest, and asks whose it is. A name that is taken changes places with the stem's own. */
export function NamePlayers({ stems, clips, from, busy, onName, onConfirm, onClose }: Props) {
  const [names, setNames] = useState(() => asTheyAre(stems.map(({ id }) => id)));
  const [said, setSaid] = useState('');
  const texts = words().naming;
  const sounds = soundsOf(names);
  const labelOf = (id: StemId): string => stems.find((stem) => stem.id === id)?.label ?? '';
  const options = stems.map(({ id, label }) => ({ value: id, label }));
  const choose = (stem: StemId, name: StemId): void => {
    const now = withName(names, stem, name);
    setNames(now);
    const moved = stems.filter(({ id }) => now.get(id) !== names.get(id));
    setSaid(words().units.listOf(moved.map(({ id, label }) => texts.is(label, labelOf(now.get(id) ?? id)))));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={texts.dialog}
      description={texts.dialogText}
      footer={
        <>
          <Button onClick={onClose}>{words().common.cancel}</Button>
          <Button
            variant="primary"
            icon={<Check size={15} aria-hidden="true" />}
            busy={busy}
            onClick={() => (sounds.length === 0 ? onConfirm() : onName(sounds))}
          >
            {sounds.length === 0 ? texts.confirm : texts.apply}
          </Button>
        </>
      }
    >
      <ul className="name-players">
        {stems.map(({ id, label }) => {
          const clip = clips?.get(id);
          const at = clip === undefined ? '' : formatTime((from + clip.from) / clip.sampleRate);
          const name = names.get(id) ?? id;
          return (
            <li key={id} data-changed={name !== id || undefined}>
              {clips === null ? (
                <Spinner label={texts.looking(label)} />
              ) : clip === undefined ? (
                <span className="soft small">{texts.silent}</span>
              ) : (
                <AuditionButton request={clip} title={texts.clip(label, at)} />
              )}
              <span className="name-players-now">
                <span className="ellipsis">{label}</span>
                {at !== '' && <span className="faint small tabular">{texts.at(at)}</span>}
              </span>
              <Select
                hideLabel
                label={texts.whose(label)}
                value={name}
                options={options}
                onChange={(chosen) => choose(id, chosen)}
              />
            </li>
          );
        })}
      </ul>
      <p className="visually-hidden" role="status">
        {said}
      </p>
      <p className="soft small">{sounds.length === 0 ? texts.unchanged : texts.exchanged}</p>
    </Dialog>
  );
}
