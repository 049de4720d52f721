import { AudioWaveform } from 'lucide-react';
import { useState } from 'react';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import type { SeparationRequest } from '../../../src-shared/contract/separation.ts';
import type { SeparationId } from '../../../src-shared/project/ids.ts';
import type { Ensemble } from '../../../src-shared/project/players.ts';
import { api } from '../../api/client.ts';
import { useAction, useDebounced, useLoad } from '../../api/hooks.ts';
import { describeFailure } from '../../api/messages.ts';
import { useNotesOf } from '../../api/notes.ts';
import { loadRecording } from '../../api/store.ts';
import { Button } from '../../ui/Button.tsx';
import { FailureNote, Note } from '../../ui/feedback.tsx';
import { Switch } from '../../ui/fields.tsx';
import { formatBytes } from '../../../src-shared/format/numbers.ts';
import { count } from '../../ui/format.ts';
import { fateOf } from './ensemble.ts';
import { ModelPicker } from './ModelPicker.tsx';
import type { Passage } from './passage.ts';
import { words } from '../../words/words.ts';

interface Props {
  readonly recording: Recording;
  readonly players: Ensemble;
  readonly passage: Passage | null;
  readonly models: readonly ModelInfo[];
  readonly model: ModelInfo | null;
  readonly speeds: Readonly<Record<string, number>> | null;
  readonly modelsError: unknown;
  readonly readOnly: boolean;
  onModel: (modelId: string) => void;
  onStarted: (separationId: SeparationId) => void;
}

/** The model, what it will take, and the button. */
export function SeparatePanel(props: Props) {
  const { recording, players, passage, models, model, speeds, modelsError, readOnly, onModel, onStarted } =
    props;
  const notes = useNotesOf(recording.id);
  const noteCount = notes.data?.document?.notes.length ?? 0;
  const [wantsNotes, setWantsNotes] = useState(true);
  const tells = wantsNotes && noteCount > 0 && model?.takesNotes === true;
  const separable = players.filter((player) => fateOf(player, players, model).kind !== 'rest');
  const request: SeparationRequest | null =
    recording.state !== 'ready' || model === null || players.length === 0 || separable.length === 0
      ? null
      : {
          recordingId: recording.id,
          players,
          modelId: model.id,
          tellNotes: tells,
          ...(passage === null ? {} : { from: passage.from, to: passage.to }),
        };
  const settled = useDebounced(request === null ? null : JSON.stringify(request), 200);
  const estimate = useLoad(settled, (signal) => {
    if (request === null) return Promise.reject(new Failure('call/cancelled', 'Nothing to estimate'));
    return api.separation.estimate(request, { signal });
  });
  const [started, setStarted] = useState(false);
  const start = useAction(async () => {
    if (request === null) return;
    const { separationId } = await api.separation.start(request);
    setStarted(true);
    await loadRecording(recording.id);
    onStarted(separationId);
  });

  const data = request === null ? null : estimate.data;
  const noRoom = data !== null && data.diskBytes > data.freeDiskBytes;
  const error = start.error ?? (request === null ? null : estimate.error);
  const missing = readOnly
    ? 'The library is open read-only: nothing can be separated now.'
    : recording.state !== 'ready'
      ? 'Available when the import is done.'
      : !recording.available
        ? 'The source file can’t be found where it was.'
        : players.length === 0
          ? 'First say who is playing.'
          : separable.length === 0
            ? 'None of these players can be separated: all would stay in the rest.'
            : null;

  return (
    <section className="panel separate" aria-labelledby="separate-title">
      <header className="panel-header">
        <div>
          <h2 id="separate-title">Separate</h2>
          <p className="soft small">
            {separable.length === 0
              ? 'One track a player, and a rest'
              : `${count(separable.length, 'player')} and a rest that makes the sum exact`}
          </p>
        </div>
      </header>
      {modelsError !== null ? (
        <FailureNote {...describeFailure(modelsError)} />
      ) : (
        <ModelPicker
          models={models}
          value={model?.id ?? null}
          speeds={speeds}
          players={separable.length}
          disabled={start.busy}
          onChange={onModel}
        />
      )}
      {noteCount > 0 && model !== null && (
        <Switch
          label="Tell the model the notes"
          checked={tells}
          disabled={!model.takesNotes || start.busy}
          onChange={setWantsNotes}
          hint={
            model.takesNotes
              ? `${count(noteCount, 'note')}: each player gets what is written for them.`
              : 'This model can’t be told any notes; choose another one for that.'
          }
        />
      )}
      <dl className="estimate" aria-live="polite">
        <div>
          <dt>Time</dt>
          <dd className="tabular">{data === null ? '–' : `about ${words().units.span(data.seconds)}`}</dd>
        </div>
        <div>
          <dt>Disk</dt>
          <dd className="tabular">
            {data === null ? '–' : formatBytes(data.diskBytes)}
            {data !== null && <span className="faint">of {formatBytes(data.freeDiskBytes)} free</span>}
          </dd>
        </div>
        <div>
          <dt>Memory</dt>
          <dd className="tabular">{data === null ? '–' : formatBytes(data.memoryBytes)}</dd>
        </div>
      </dl>
      {data !== null && data.notes.length > 0 && (
        <ul className="estimate-notes">
          {data.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {noRoom && (
        <Note tone="warning" title="The disk has not enough room for this.">
          Free some space, or separate a passage.
        </Note>
      )}
      {error !== null && <FailureNote {...describeFailure(error)} />}
      <div className="separate-go">
        <Button
          variant="primary"
          size="lg"
          icon={<AudioWaveform size={18} aria-hidden="true" />}
          busy={start.busy}
          disabled={request === null || noRoom || readOnly || !recording.available}
          onClick={() => start.run()}
        >
          {passage === null ? 'Separate' : 'Separate the passage'}
        </Button>
        {missing !== null && <p className="soft small">{missing}</p>}
        <p className="visually-hidden" role="status">
          {started ? 'The separation has started' : ''}
        </p>
      </div>
    </section>
  );
}
