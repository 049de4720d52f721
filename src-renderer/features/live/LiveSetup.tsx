import { Mic, Plus, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { LiveDelay } from '../../../src-shared/contract/live-input.ts';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import type { Instrument } from '../../../src-shared/project/players.ts';
import { listInputDevices, type InputDevice } from '../../engine/input-devices.ts';
import { onDevicesChanged } from '../../engine/devices.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Segmented, Select } from '../../ui/fields.tsx';
import { Note } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';

/** More players than a model can tell apart make it slow, and no ensemble here is larger. */
const MOST_PLAYERS = 8;

export interface SetupChoice {
  readonly inputId: string;
  readonly instruments: readonly Instrument[];
  readonly delay: LiveDelay;
}

export const startChoice: SetupChoice = { inputId: '', instruments: ['violin', 'cello'], delay: 'short' };

interface Props {
  readonly model: ModelInfo;
  readonly choice: SetupChoice;
  readonly busy: boolean;
  onChange: (choice: SetupChoice) => void;
  onStart: () => void;
  onCancel: () => void;
}

/** What is chosen before the input starts: the device, who plays, and how far behind it may be. */
export function LiveSetup({ model, choice, busy, onChange, onStart, onCancel }: Props) {
  const devices = useInputDevices();
  const t = words().live;
  const { instruments } = choice;
  const setInstruments = (next: readonly Instrument[]): void => onChange({ ...choice, instruments: next });
  return (
    <form
      className="panel live-setup"
      aria-label={t.title}
      onSubmit={(event) => {
        event.preventDefault();
        onStart();
      }}
    >
      <Select
        label={t.input}
        hint={t.inputHint}
        value={devices.some(({ id }) => id === choice.inputId) ? choice.inputId : ''}
        disabled={busy}
        options={[
          { value: '', label: t.systemInput },
          ...devices.map(({ id, label, number }) => ({ value: id, label: label || t.inputNumber(number) })),
        ]}
        onChange={(inputId) => onChange({ ...choice, inputId })}
      />
      <fieldset className="field live-players" disabled={busy}>
        <legend className="field-label">{t.players}</legend>
        {instruments.map((instrument, index) => (
          <div key={index} className="live-player">
            <Select
              label={t.player(index + 1)}
              hideLabel
              value={instrument}
              options={model.classes.map((id) => ({ value: id, label: words().instruments.title(id) }))}
              onChange={(next) => setInstruments(instruments.with(index, next))}
            />
            <IconButton
              label={t.removePlayer(index + 1, words().instruments.title(instrument))}
              disabled={instruments.length === 1}
              onClick={() => setInstruments(instruments.toSpliced(index, 1))}
            >
              <X size={16} aria-hidden="true" />
            </IconButton>
          </div>
        ))}
        <div>
          <Button
            size="sm"
            icon={<Plus size={15} aria-hidden="true" />}
            disabled={instruments.length >= MOST_PLAYERS}
            onClick={() => setInstruments([...instruments, instruments.at(-1) ?? 'violin'])}
          >
            {t.addPlayer}
          </Button>
        </div>
      </fieldset>
      <div className="live-delay">
        <Segmented
          label={t.delay}
          value={choice.delay}
          options={LiveDelay.options.map((value) => ({ value, label: t.delays[value] }))}
          onChange={(delay) => onChange({ ...choice, delay })}
        />
        <p className="field-hint">{t.delayHint}</p>
      </div>
      <Note tone="warning">{t.headphones}</Note>
      <p className="small soft">{t.bandwidth((model.sampleRate / 2000).toFixed(0))}</p>
      <div className="live-actions">
        <Button
          variant="primary"
          size="lg"
          type="submit"
          busy={busy}
          icon={<Mic size={18} aria-hidden="true" />}
        >
          {t.start}
        </Button>
        {busy && <Button onClick={onCancel}>{words().common.cancel}</Button>}
        <span role="status" className="small soft">
          {busy ? t.starting : ''}
        </span>
      </div>
    </form>
  );
}

function useInputDevices(): readonly InputDevice[] {
  const [devices, setDevices] = useState<readonly InputDevice[]>([]);
  useEffect(() => {
    let isHere = true;
    const read = (): void => {
      void listInputDevices().then((found) => {
        if (isHere) setDevices(found);
      });
    };
    read();
    const stop = onDevicesChanged(read);
    return () => {
      isHere = false;
      stop();
    };
  }, []);
  return devices;
}
