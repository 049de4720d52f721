import { GraduationCap } from 'lucide-react';
import { useState } from 'react';
import type { AdaptationCheck, Pretraining } from '../../../src-shared/contract/adaptation.ts';
import { MINUTES, PRETRAININGS } from '../../../src-shared/contract/adaptation.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useHost } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, FailureNote } from '../../ui/feedback.tsx';
import { Choices, Select, TextField } from '../../ui/fields.tsx';
import { RecordingChoice } from './RecordingChoice.tsx';
import { SoloPicker, type Solo } from './SoloPicker.tsx';
import { lacking, recordingProblem, steps } from './words.ts';
import { words } from '../../words/words.ts';

const DURATIONS = [MINUTES.least, 5, MINUTES.usual, 30, 60, 180, 480];
const durationText = (minutes: number): string =>
  minutes === MINUTES.least
    ? words().adapt.form.trial(words().units.span(minutes * 60))
    : words().units.span(minutes * 60);

interface Props {
  readonly models: AdaptationCheck['models'];
  /** True if training is unavailable; the reason is shown elsewhere. */
  readonly disabled: boolean;
  /** True while another adaptation is training; a new one is queued. */
  readonly running: boolean;
  hrefOfRecording: (recordingId: RecordingId) => string;
  onStarted: () => void;
}

/** A form for a new adaptation: the source recordings and solos, the base model and the duration. */
export function NewAdaptation({ models, disabled, running, hrefOfRecording, onStarted }: Props) {
  // Recordings with a single player count as solos.
  const recordings = [...useHost((host) => host.recordings).values()].filter(
    ({ players }) => players.length !== 1,
  );
  const [name, setName] = useState('');
  const [from, setFrom] = useState(models[0]?.id ?? '');
  const [minutes, setMinutes] = useState(MINUTES.usual as number);
  const [teaching, setTeaching] = useState<Pretraining>('unmixing');
  const [chosen, setChosen] = useState<ReadonlySet<RecordingId>>(new Set());
  const [solos, setSolos] = useState<readonly Solo[]>([]);
  const learnt = recordings.filter((item) => chosen.has(item.id) && recordingProblem(item) === null);
  // Without recordings, only one kind of training applies.
  const pretraining = learnt.length === 0 ? 'unmixing' : teaching;
  const start = useAction(async () => {
    await api.adaptations.start({
      name,
      from,
      minutes,
      pretraining,
      recordings: learnt.map(({ id }) => id),
      solos: solos.map(({ item, instrument }) => ({ itemId: item.id, instrument })),
    });
    setName('');
    setChosen(new Set());
    setSolos([]);
    onStarted();
  });
  const missing = lacking(learnt.length, solos, pretraining);
  if (models.length === 0) {
    return (
      <EmptyState
        icon={<GraduationCap size={36} strokeWidth={1.4} aria-hidden="true" />}
        title={words().adapt.form.noModel}
      >
        {words().adapt.form.noModelText}
      </EmptyState>
    );
  }
  return (
    <section className="panel new-adaptation" aria-labelledby="new-adaptation">
      <h2 id="new-adaptation">{words().adapt.form.title}</h2>
      <div className="adapt-choices">
        <section aria-labelledby="adapt-recordings">
          <h3 id="adapt-recordings">{words().adapt.form.recordings}</h3>
          <p className="field-hint">{words().adapt.form.recordingsHint}</p>
          <RecordingChoice
            recordings={recordings}
            chosen={chosen}
            onChange={setChosen}
            hrefOfRecording={hrefOfRecording}
          />
          {learnt.length > 0 && (
            <Choices<Pretraining>
              label={words().adapt.form.method}
              value={teaching}
              options={PRETRAININGS.map((value) => ({ value, ...words().adapt.methods[value] }))}
              onChange={setTeaching}
            />
          )}
        </section>
        <section aria-labelledby="adapt-solos">
          <h3 id="adapt-solos">{words().adapt.form.solos}</h3>
          <p className="field-hint">{words().adapt.form.solosHint}</p>
          <SoloPicker solos={solos} onChange={setSolos} />
        </section>
      </div>
      <div className="adapt-order">
        <TextField
          label={words().adapt.form.name}
          value={name}
          onChange={setName}
          maxLength={80}
          placeholder={words().adapt.form.nameExample}
        />
        <Select
          label={words().adapt.form.from}
          value={from}
          options={models.map(({ id, title, version }) => ({ value: id, label: `${title} ${version}` }))}
          onChange={setFrom}
        />
        <Select
          label={words().adapt.form.time}
          value={String(minutes)}
          options={DURATIONS.map((value) => ({ value: String(value), label: durationText(value) }))}
          onChange={(value) => setMinutes(Number(value))}
        />
      </div>
      <ol className="adapt-steps" aria-label={words().adapt.form.steps}>
        {steps(learnt.length, solos, minutes, pretraining).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
      {start.error !== null && <FailureNote {...describeFailure(start.error)} />}
      <div className="adapt-start">
        <Button
          variant="primary"
          icon={<GraduationCap size={16} aria-hidden="true" />}
          busy={start.busy}
          disabled={disabled || missing !== null || name.trim() === ''}
          onClick={() => start.run()}
        >
          {words().adapt.form.start}
        </Button>
        <p className="soft small" role="status">
          {missing ??
            (name.trim() === '' ? words().adapt.form.needsName : running ? words().adapt.form.waits : '')}
        </p>
      </div>
    </section>
  );
}
