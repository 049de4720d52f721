import { useState } from 'react';
import { api } from '../../api/client.ts';
import { useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useSettings } from '../../api/store.ts';
import type { LiveSession } from '../../engine/live-input.ts';
import { Select } from '../../ui/fields.tsx';
import { FailureNote } from '../../ui/feedback.tsx';
import { words } from '../../words/words.ts';
import { LiveFitting } from './LiveFitting.tsx';

/** What the sum of the faders passes: a preset of the mixer's strips, then the fitting to a listener's ears. */
export function OutputPanel({ session }: { readonly session: Pick<LiveSession, 'setStrip' | 'setFitting'> }) {
  const presets = useLoad('presets', () => api.presets.list());
  const listeners = useLoad('listeners', (signal) => api.listeners.list(undefined, { signal }));
  const calibratedDbSpl = useSettings()?.fullScaleDbSpl ?? null;
  const [chosen, setChosen] = useState('');
  const t = words().live;
  const choose = (name: string): void => {
    setChosen(name);
    const entries = presets.data?.find((preset) => preset.name === name)?.entries ?? [];
    session.setStrip(entries.map((entry, index) => ({ ...entry, id: `output-${index + 1}` })));
  };
  const error = presets.error ?? listeners.error;
  return (
    <section className="panel live-output" aria-label={t.outputTitle}>
      <h2>{t.outputTitle}</h2>
      {error !== null && <FailureNote {...describeFailure(error)} />}
      <Select
        label={t.output}
        hint={t.outputHint}
        size="sm"
        value={chosen}
        options={[
          { value: '', label: t.noProcessing },
          ...(presets.data ?? []).map(({ name }) => ({ value: name, label: name })),
        ]}
        onChange={choose}
      />
      <LiveFitting
        listeners={listeners.data ?? []}
        calibratedDbSpl={calibratedDbSpl}
        onChange={(fitting) => session.setFitting(fitting)}
      />
    </section>
  );
}
