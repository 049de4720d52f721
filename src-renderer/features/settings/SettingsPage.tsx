import { useEffect, useState, type ReactNode } from 'react';
import type { Settings } from '../../../src-shared/contract/system.ts';
import { LANGUAGE_NAMES, LANGUAGES } from '../../../src-shared/words/language.ts';
import { api } from '../../api/client.ts';
import { useAction, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { saveSettings, useCapabilities, useSettings } from '../../api/store.ts';
import { canChooseOutput, listOutputDevices, onDevicesChanged, SYSTEM_DEVICE } from '../../engine/devices.ts';
import type { OutputDevice } from '../../engine/devices.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, Note, Spinner } from '../../ui/feedback.tsx';
import { Choices, Segmented, Select, Switch } from '../../ui/fields.tsx';
import { BackupsSettings } from './BackupsSettings.tsx';
import { LicencesDialog } from './Licences.tsx';
import { Report } from './Report.tsx';
import { TrashSettings } from './TrashSettings.tsx';
import { deviceLabel } from '../../words/devices.ts';
import { words } from '../../words/words.ts';
import './settings.css';

interface PageProps {
  readonly trust: ReactNode;
  readonly storageHref: string;
}

export function SettingsPage({ trust, storageHref }: PageProps) {
  const settings = useSettings();
  const capabilities = useCapabilities();
  const save = useAction(saveSettings);
  if (settings === null || capabilities === null) return <div className="page" aria-busy="true" />;
  return (
    <div className="page settings">
      <header className="page-header">
        <h1>{words().settings.title}</h1>
      </header>
      {save.error !== null && <FailureNote {...describeFailure(save.error)} />}
      <section className="panel settings-panel" aria-labelledby="settings-look">
        <h2 id="settings-look">{words().settings.appearance}</h2>
        <Segmented<Settings['theme']>
          label={words().settings.theme}
          value={settings.theme}
          onChange={(theme) => save.run({ theme })}
          options={[
            { value: 'system', label: words().settings.themes.system },
            { value: 'dark', label: words().settings.themes.dark },
            { value: 'light', label: words().settings.themes.light },
          ]}
        />
        <Segmented<Settings['language']>
          label={words().settings.language}
          value={settings.language}
          onChange={(language) => save.run({ language })}
          options={[
            { value: 'system', label: words().settings.systemLanguage },
            ...LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
          ]}
        />
      </section>
      <section className="panel settings-panel" aria-labelledby="settings-sound">
        <h2 id="settings-sound">{words().settings.sound}</h2>
        <OutputDevices
          value={settings.outputDeviceId}
          onChange={(outputDeviceId) => save.run({ outputDeviceId })}
        />
      </section>
      <section className="panel settings-panel" aria-labelledby="settings-import">
        <h2 id="settings-import">{words().settings.import}</h2>
        <Choices<Settings['importMode']>
          label={words().settings.newRecordings}
          value={settings.importMode}
          onChange={(importMode) => save.run({ importMode })}
          options={[
            {
              value: 'copy',
              label: words().settings.copied,
              detail: words().settings.copiedDetail,
            },
            {
              value: 'reference',
              label: words().settings.inPlace,
              detail: words().settings.inPlaceDetail,
            },
          ]}
        />
        {capabilities.upload && <p className="field-hint">{words().settings.browserCopies}</p>}
      </section>
      <section className="panel settings-panel" aria-labelledby="settings-stems">
        <h2 id="settings-stems">{words().settings.stems}</h2>
        <Choices<Settings['stemFormat']>
          label={words().settings.newStems}
          value={settings.stemFormat}
          onChange={(stemFormat) => save.run({ stemFormat })}
          options={[
            { value: 'wav', label: words().settings.stemsWav, detail: words().settings.stemsWavDetail },
            { value: 'flac', label: words().settings.stemsFlac, detail: words().settings.stemsFlacDetail },
          ]}
        />
      </section>
      <section className="panel settings-panel" aria-labelledby="settings-listening">
        <h2 id="settings-listening">{words().settings.listening}</h2>
        <Switch
          label={words().settings.listenAlways}
          checked={settings.analyseAutomatically}
          onChange={(analyseAutomatically) => save.run({ analyseAutomatically })}
          hint={words().settings.listenHint}
        />
      </section>
      <section className="panel settings-panel" aria-labelledby="settings-computing">
        <h2 id="settings-computing">{words().settings.computing.title}</h2>
        <Select
          label={words().settings.computing.provider}
          value={capabilities.providers.includes(settings.provider) ? settings.provider : 'automatic'}
          options={[
            { value: 'automatic', label: words().settings.computing.automatic },
            ...capabilities.providers.map((value) => ({
              value,
              label: words().settings.computing.names[value] ?? value,
            })),
          ]}
          onChange={(provider) => save.run({ provider })}
          hint={words().settings.computing.hint}
        />
      </section>
      <section className="panel settings-panel" aria-labelledby="settings-storage">
        <h2 id="settings-storage">{words().storage.title}</h2>
        <p className="soft small">
          {words().storage.settingsText} <a href={storageHref}>{words().storage.open}</a>
        </p>
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
    return <Note tone="warning" title={words().settings.noDeviceList} />;
  }
  const options = (devices ?? [SYSTEM_DEVICE]).map((device) => ({
    value: device.id,
    label: deviceLabel(device),
  }));
  const known = options.some((option) => option.value === value);
  return (
    <div className="settings-device">
      <Select
        label={words().settings.outputDevice}
        value={value}
        disabled={devices === null || !canChooseOutput()}
        options={known ? options : [...options, { value, label: words().settings.deviceGone }]}
        onChange={onChange}
        hint={canChooseOutput() ? words().settings.deviceNow : words().settings.deviceFixed}
      />
    </div>
  );
}

function About({ version, door }: { readonly version: string; readonly door: 'electron' | 'serve' | 'cli' }) {
  const report = useLoad('doctor', (signal) => api.system.doctor(undefined, { signal }));
  const [copied, setCopied] = useState(false);
  const [licences, setLicences] = useState(false);
  const copy = useAction(async () => {
    await navigator.clipboard.writeText(JSON.stringify(report.data, null, 2));
    setCopied(true);
  });
  return (
    <section className="panel settings-panel settings-about" aria-labelledby="settings-about">
      <header className="settings-about-head">
        <div>
          <h2 id="settings-about">{words().settings.about.title}</h2>
          <p className="soft small">{words().settings.about.text(version, door)}</p>
        </div>
        <div className="settings-about-actions">
          <Button size="sm" onClick={() => setLicences(true)}>
            {words().settings.about.licences}
          </Button>
          <Button size="sm" busy={report.loading} onClick={report.reload}>
            {words().settings.about.checkAgain}
          </Button>
          <Button size="sm" disabled={report.data === null} onClick={() => copy.run()}>
            {copied ? words().settings.about.copied : words().settings.about.copy}
          </Button>
        </div>
      </header>
      {report.error !== null && <FailureNote {...describeFailure(report.error)} />}
      {report.data === null && report.loading && (
        <p className="settings-looking soft">
          <Spinner label={words().settings.about.looking} /> {words().settings.about.trying}
        </p>
      )}
      {report.data !== null && <Report data={report.data} />}
      {door === 'electron' && <p className="faint small">{words().desktop.updates}</p>}
      {licences && <LicencesDialog onClose={() => setLicences(false)} />}
    </section>
  );
}
