import { useEffect, useState, type ReactNode } from 'react';
import type { Settings } from '../../../src-shared/contract/schemas.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { saveSettings, useCapabilities, useSettings } from '../../api/store.ts';
import { canChooseOutput, listOutputDevices, onDevicesChanged } from '../../engine/devices.ts';
import type { OutputDevice } from '../../engine/devices.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, Note, Spinner } from '../../ui/feedback.tsx';
import { Choices, Segmented, Select, Switch } from '../../ui/fields.tsx';
import { BackupsSettings } from './BackupsSettings.tsx';
import { Report } from './Report.tsx';
import { TrashSettings } from './TrashSettings.tsx';
import './settings.css';

export function SettingsPage({ trust }: { readonly trust: ReactNode }) {
  const settings = useSettings();
  const capabilities = useCapabilities();
  const save = useAction(saveSettings);
  if (settings === null || capabilities === null) return <div className="page" aria-busy="true" />;
  return (
    <div className="page settings">
      <header className="page-header">
        <h1>Settings</h1>
      </header>
      {save.error !== null && <FailureNote {...describeFailure(save.error)} />}
      <section className="panel settings-panel" aria-labelledby="settings-look">
        <h2 id="settings-look">Look</h2>
        <Segmented<Settings['theme']>
          label="Theme"
          value={settings.theme}
          onChange={(theme) => save.run({ theme })}
          options={[
            { value: 'system', label: 'As the system' },
            { value: 'dark', label: 'Dark' },
            { value: 'light', label: 'Light' },
          ]}
        />
      </section>
      <section className="panel settings-panel" aria-labelledby="settings-sound">
        <h2 id="settings-sound">Sound</h2>
        <OutputDevices
          value={settings.outputDeviceId}
          onChange={(outputDeviceId) => save.run({ outputDeviceId })}
        />
      </section>
      <section className="panel settings-panel" aria-labelledby="settings-import">
        <h2 id="settings-import">Import</h2>
        <Choices<Settings['importMode']>
          label="New recordings are"
          value={settings.importMode}
          onChange={(importMode) => save.run({ importMode })}
          options={[
            {
              value: 'copy',
              label: 'Copied into the library',
              detail: 'Moving or deleting the originals later does no harm.',
            },
            {
              value: 'reference',
              label: 'Read in place',
              detail: 'Takes no extra space for WAV and AIFF. The originals must stay where they are.',
            },
          ]}
        />
        {capabilities.upload && <p className="field-hint">Files sent from this browser are always copied.</p>}
      </section>
      <section className="panel settings-panel" aria-labelledby="settings-listening">
        <h2 id="settings-listening">Listening</h2>
        <Switch
          label="Listen to what comes in"
          checked={settings.analyseAutomatically}
          onChange={(analyseAutomatically) => save.run({ analyseAutomatically })}
          hint="After an import Divisi proposes who plays, after a separation it checks what each stem sounds like, and everything can be compared by sound. It happens here, in the background, after what you asked for."
        />
      </section>
      <TrashSettings readOnly={capabilities.readOnly} />
      <BackupsSettings readOnly={capabilities.readOnly} />
      {trust}
      <About version={capabilities.version} door={capabilities.door} />
    </div>
  );
}

interface DevicesProps {
  readonly value: string;
  onChange: (deviceId: string) => void;
}

function OutputDevices({ value, onChange }: DevicesProps) {
  const [devices, setDevices] = useState<readonly OutputDevice[] | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    let alive = true;
    const read = (): void => {
      listOutputDevices().then(
        (found) => {
          if (alive) setDevices(found);
        },
        (failure: unknown) => {
          if (alive) setError(failure);
        },
      );
    };
    read();
    const stop = onDevicesChanged(read);
    return () => {
      alive = false;
      stop();
    };
  }, []);
  if (error !== null) {
    return <Note tone="warning" title="The output devices can’t be listed here." />;
  }
  const options = (devices ?? [{ id: '', label: 'System default' }]).map((device) => ({
    value: device.id,
    label: device.label,
  }));
  const known = options.some((option) => option.value === value);
  return (
    <div className="settings-device">
      <Select
        label="Output device"
        value={value}
        disabled={devices === null || !canChooseOutput()}
        options={known ? options : [...options, { value, label: 'The chosen device is not connected' }]}
        onChange={onChange}
        hint={
          canChooseOutput()
            ? 'Playback follows at once.'
            : 'This browser always plays through the system’s device.'
        }
      />
    </div>
  );
}

function About({ version, door }: { readonly version: string; readonly door: 'electron' | 'serve' }) {
  const report = useLoad('doctor', (signal) => api.system.doctor(undefined, { signal }));
  const [copied, setCopied] = useState(false);
  const copy = useAction(async () => {
    await navigator.clipboard.writeText(JSON.stringify(report.data, null, 2));
    setCopied(true);
  });
  return (
    <section className="panel settings-panel settings-about" aria-labelledby="settings-about">
      <header className="settings-about-head">
        <div>
          <h2 id="settings-about">About this Divisi</h2>
          <p className="soft small">
            Version {version}, {door === 'electron' ? 'desktop program' : 'in a browser'}. What it found on
            this computer:
          </p>
        </div>
        <div className="settings-about-actions">
          <Button size="sm" busy={report.loading} onClick={report.reload}>
            Check again
          </Button>
          <Button size="sm" disabled={report.data === null} onClick={() => copy.run()}>
            {copied ? 'Copied' : 'Copy report'}
          </Button>
        </div>
      </header>
      {report.error !== null && <FailureNote {...describeFailure(report.error)} />}
      {report.data === null && report.loading && (
        <p className="settings-looking soft">
          <Spinner label="Looking" /> Trying what this computer can run…
        </p>
      )}
      {report.data !== null && <Report data={report.data} />}
    </section>
  );
}
