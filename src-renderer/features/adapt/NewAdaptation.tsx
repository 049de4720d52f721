import { GraduationCap } from 'lucide-react';
import { useState } from 'react';
import type { AdaptationCheck } from '../../../src-shared/contract/adaptation.ts';
import { MINUTES } from '../../../src-shared/contract/adaptation.ts';
import type { RecordingId } from '../../../src-shared/project/ids.ts';
import { api } from '../../api/client.ts';
import { useAction } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useHost } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState, Note } from '../../ui/feedback.tsx';
import { Select, TextField } from '../../ui/fields.tsx';
import { formatSpan } from '../../ui/format.ts';
import { RecordingChoice } from './RecordingChoice.tsx';
import { SoloPicker, type Solo } from './SoloPicker.tsx';
import { lacking, recordingProblem, steps } from './words.ts';

const DURATIONS = [MINUTES.least, 5, MINUTES.usual, 30, 60, 180, 480];
const durationText = (minutes: number): string =>
  minutes === MINUTES.least ? `${formatSpan(minutes * 60)}, to try it out` : formatSpan(minutes * 60);

interface Props {
  readonly models: AdaptationCheck['models'];
  /** Nothing can be trained here, for a reason that is told elsewhere. */
  readonly disabled: boolean;
  /** One is learning: another one waits its turn. */
  readonly running: boolean;
  hrefOfRecording(recordingId: RecordingId): string;
  onStarted(): void;
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
  const [chosen, setChosen] = useState<ReadonlySet<RecordingId>>(new Set());
  const [solos, setSolos] = useState<readonly Solo[]>([]);
  const learnt = recordings.filter((item) => chosen.has(item.id) && recordingProblem(item) === null);
  const start = useAction(async () => {
    await api.adaptations.start({
      name,
      from,
      minutes,
      recordings: learnt.map(({ id }) => id),
      solos: solos.map(({ item, instrument }) => ({ itemId: item.id, instrument })),
    });
    setName('');
    setChosen(new Set());
    setSolos([]);
    onStarted();
  });
  const missing = lacking(learnt.length, solos);
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
            Divisi needs nobody’s parts: two recordings are mixed, and it learns to take them apart again.
          </p>
          <RecordingChoice
            recordings={recordings}
            chosen={chosen}
            onChange={setChosen}
            hrefOfRecording={hrefOfRecording}
          />
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
        {steps(learnt.length, solos, minutes).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ol>
      {start.error !== null && (
        <Note tone="error" title={describeFailure(start.error).title}>
          {describeFailure(start.error).advice}
        </Note>
      )}
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
