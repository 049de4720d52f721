import { useEffect, useState } from 'react';
import { Headphones } from 'lucide-react';
import { saveSettings, useSettings } from '../../api/store.ts';
import { describeFailure } from '../../api/messages.ts';
import {
  canChooseOutput,
  listOutputDevices,
  onDevicesChanged,
  type OutputDevice,
} from '../../engine/devices.ts';
import type { PlaybackEngine } from '../../engine/engine.ts';
import { IconButton } from '../../ui/Button.tsx';
import { Note } from '../../ui/feedback.tsx';
import { Meter } from '../../ui/Meter.tsx';
import { Select } from '../../ui/fields.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { Slider } from '../../ui/Slider.tsx';
import { deviceLabel } from '../../words/devices.ts';
import { REST, VOLUME } from './parameters.ts';
import { StretchControls } from './stretch/StretchControls.tsx';
import { useObservable } from './use-store.ts';
import { words } from '../../words/words.ts';

/** The listening level and output device. They affect monitoring only, not the mix. */
export function OutputMenu({ engine }: { readonly engine: PlaybackEngine }) {
  const chosen = useSettings()?.outputDeviceId ?? '';
  const [devices, setDevices] = useState<readonly OutputDevice[]>([]);
  const [volume, setVolume] = useState(0);
  const { restDb } = useObservable(engine.state);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    const refresh = (): void => {
      void listOutputDevices().then((found) => {
        if (current) setDevices(found);
      });
    };
    refresh();
    const stop = onDevicesChanged(refresh);
    return () => {
      current = false;
      stop();
    };
  }, []);
  const choose = async (deviceId: string): Promise<void> => {
    try {
      await engine.setOutput(deviceId);
      await saveSettings({ outputDeviceId: deviceId });
      setProblem(null);
    } catch (error) {
      setProblem(describeFailure(error).title);
    }
  };
  return (
    <Popover
      label={words().editor.output.title}
      className="output-menu"
      trigger={
        <IconButton label={words().editor.output.label}>
          <Headphones size={17} aria-hidden="true" />
        </IconButton>
      }
    >
      <Slider
        spec={{ ...VOLUME, label: words().editor.output.volume }}
        value={volume}
        showLabel
        onChange={(db) => {
          setVolume(db);
          engine.setVolume(db);
        }}
      />
      <Slider
        spec={{ ...REST, label: words().editor.output.rest }}
        value={restDb ?? REST.min}
        showLabel
        onChange={(db) => engine.setRest(db <= REST.min ? null : db)}
      />
      <StretchControls engine={engine} />
      <div className="output-level">
        <span className="control-label">{words().editor.output.level}</span>
        <Meter
          label={words().editor.output.level}
          orientation="horizontal"
          read={() => ({ peakDb: engine.outputLevels() })}
        />
      </div>
      {canChooseOutput() && (
        <Select
          label={words().settings.outputDevice}
          value={devices.some((device) => device.id === chosen) ? chosen : ''}
          options={devices.map((device) => ({ value: device.id, label: deviceLabel(device) }))}
          onChange={(deviceId) => void choose(deviceId)}
        />
      )}
      {problem !== null && <Note tone="warning">{problem}</Note>}
      <p className="faint small">{words().editor.output.note}</p>
    </Popover>
  );
}
