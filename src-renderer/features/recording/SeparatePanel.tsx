import { AudioWaveform } from 'lucide-react';
import { useState } from 'react';
import { Failure } from '../../../src-shared/contract/failure.ts';
import type { ModelInfo } from '../../../src-shared/contract/model.ts';
import type { Recording } from '../../../src-shared/contract/recording.ts';
import type { SeparationRequest } from '../../../src-shared/contract/separation.ts';
import type { SeparationId } from '../../../src-shared/project/ids.ts';
import { isWorthHearing } from '../../../src-shared/project/worth-hearing.ts';
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
  const known = notes.data?.document?.notes ?? [];
  const noteCount = known.length;
  // Notes that were heard can be in the wrong player's part: where that is likely, the user decides to use them.
  const areDoubtful = known.every(({ origin }) => origin === 'heard') && !isWorthHearing(players);
  const [wantsNotes, setWantsNotes] = useState<boolean | null>(null);
  const tells = (wantsNotes ?? !areDoubtful) && noteCount > 0 && model?.takesNotes === true;
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
    ? words().recording.separate.readOnly
    : recording.state !== 'ready'
      ? words().recording.separate.importing
      : !recording.available
        ? words().recording.separate.fileGone
        : players.length === 0
          ? words().recording.separate.noPlayers
          : separable.length === 0
            ? words().recording.separate.noneSeparable
            : null;

  return (
    <section className="panel separate" aria-labelledby="separate-title">
      <header className="panel-header">
        <div>
          <h2 id="separate-title">{words().recording.separate.title}</h2>
          <p className="soft small">
            {separable.length === 0
              ? words().recording.separate.onePerPlayer
              : words().recording.separate.players(separable.length)}
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
          label={words().recording.separate.useNotes}
          checked={tells}
          disabled={!model.takesNotes || start.busy}
          onChange={setWantsNotes}
          hint={
            !model.takesNotes
              ? words().recording.separate.notesUnusable
              : areDoubtful
                ? words().recording.separate.notesDoubtful
                : words().recording.separate.notes(noteCount)
          }
        />
      )}
      <dl className="estimate" aria-live="polite">
        <div>
          <dt>{words().recording.separate.time}</dt>
          <dd className="tabular">
            {data === null ? '–' : words().recording.separate.about(words().units.span(data.seconds))}
          </dd>
        </div>
        <div>
          <dt>{words().recording.separate.disk}</dt>
          <dd className="tabular">
            {data === null ? '–' : formatBytes(data.diskBytes)}
            {data !== null && (
              <span className="faint">
                {words().recording.separate.ofFree(formatBytes(data.freeDiskBytes))}
              </span>
            )}
          </dd>
        </div>
        <div>
          <dt>{words().recording.separate.memory}</dt>
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
        <Note tone="warning" title={words().recording.separate.noRoom}>
          {words().recording.separate.noRoomText}
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
          {passage === null ? words().recording.separate.start : words().recording.separate.startPassage}
        </Button>
        {missing !== null && <p className="soft small">{missing}</p>}
        <p className="visually-hidden" role="status">
          {started ? words().recording.separate.started : ''}
        </p>
      </div>
    </section>
  );
}
