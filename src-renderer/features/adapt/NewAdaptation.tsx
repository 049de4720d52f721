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
import { lacking, PRETRAINING_WORDS, recordingProblem, steps } from './words.ts';
import { words } from '../../words/words.ts';

const DURATIONS = [MINUTES.least, 5, MINUTES.usual, 30, 60, 180, 480];
const durationText = (minutes: number): string =>
  minutes === MINUTES.least
    ? `${words().units.span(minutes * 60)}, to try it out`
    : words().units.span(minutes * 60);

interface Props {
  readonly models: AdaptationCheck['models'];
  /** Nothing can be trained here, for a reason that is told elsewhere. */
  readonly disabled: boolean;
  /** One is learning: another one waits its turn. */
  readonly running: boolean;
  hrefOfRecording: (recordingId: RecordingId) => string;
  onStarted: () => void;
}

/** What to learn from, from which model, for how long. */
export function NewAdaptation({ models, disabled, running, hrefOfRecording, onStarted }: Props) {
  // Where one player plays alone, it is a solo.
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
  // Without recordings there is nothing to choose between.
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
        title="No installed model can be adapted"
      >
        The weights that training goes on from did not come with them.
      </EmptyState>
    );
  }
  return (
    <section className="panel new-adaptation" aria-labelledby="new-adaptation">
      <h2 id="new-adaptation">A new one</h2>
      <div className="adapt-choices">
        <section aria-labelledby="adapt-recordings">
          <h3 id="adapt-recordings">Recordings of ensembles</h3>
          <p className="field-hint">
            Divisi needs nobody’s parts: it learns from the recordings as they are.
          </p>
          <RecordingChoice
            recordings={recordings}
            chosen={chosen}
            onChange={setChosen}
            hrefOfRecording={hrefOfRecording}
          />
          {learnt.length > 0 && (
            <Choices<Pretraining>
              label="How they teach"
              value={teaching}
              options={PRETRAININGS.map((value) => ({ value, ...PRETRAINING_WORDS[value] }))}
              onChange={setTeaching}
            />
          )}
        </section>
        <section aria-labelledby="adapt-solos">
          <h3 id="adapt-solos">Solos</h3>
          <p className="field-hint">
            Passages in which one instrument plays alone: recordings, excerpts or stems. They teach most, and
            they tell how good the result is.
          </p>
          <SoloPicker solos={solos} onChange={setSolos} />
        </section>
      </div>
      <div className="adapt-order">
        <TextField
          label="Name of the new model"
          value={name}
          onChange={setName}
          maxLength={80}
          placeholder="My quartet"
        />
        <Select
          label="Begins with"
          value={from}
          options={models.map(({ id, title, version }) => ({ value: id, label: `${title} ${version}` }))}
          onChange={setFrom}
        />
        <Select
          label="Time to learn"
          value={String(minutes)}
          options={DURATIONS.map((value) => ({ value: String(value), label: durationText(value) }))}
          onChange={(value) => setMinutes(Number(value))}
        />
      </div>
      <ol className="adapt-steps" aria-label="What will happen">
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
          Start learning
        </Button>
        <p className="soft small" role="status">
          {missing ??
            (name.trim() === '' ? 'Give it a name.' : running ? 'It waits until the other is done.' : '')}
        </p>
      </div>
    </section>
  );
}
